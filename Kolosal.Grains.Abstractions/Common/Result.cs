using System.Diagnostics.CodeAnalysis;

namespace Kolosal;

/// <summary>What a grain answers: a value, or a foreseen refusal. Faults are exceptions and never come this way.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.result`1")]
public sealed record Result<T>(T? Value, Refusal? Refusal)
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Accepted => Refusal is null;

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);

    public Result<TOther> Map<TOther>(Func<T, TOther> map) => Accepted ? map(Value) : Refusal;
}
