namespace Kolosal.Api.Tests.Contract;

/// <summary>A theory over the written contract; skipped, and counted as such, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ContractTheoryAttribute : TheoryAttribute
{
    public ContractTheoryAttribute()
    {
        if (WrittenContract.Text is null) Skip = ContractFactAttribute.Absent;
    }
}
