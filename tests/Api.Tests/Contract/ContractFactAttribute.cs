namespace Kolosal.Api.Tests.Contract;

/// <summary>A fact that rests on the written contract; skipped, and counted as such, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ContractFactAttribute : FactAttribute
{
    public const string Absent = "The contract is absent: set KOLOSAL_API_CONTRACT or place it at ../shared/api.md.";

    public ContractFactAttribute()
    {
        if (WrittenContract.Text is null) Skip = Absent;
    }
}
