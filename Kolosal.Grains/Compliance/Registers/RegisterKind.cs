namespace Kolosal.Compliance.Registers;

/// <summary>The names of a kind of record.</summary>
/// <param name="Catalogue">Kind in the catalogue; also the first part of audited actions.</param>
/// <param name="Path">In addresses and audited subjects: <c>risks</c>.</param>
/// <param name="Prefix">Of ids: <c>rsk</c>.</param>
/// <param name="Noun">In sentences: <c>risk</c>.</param>
public sealed record RegisterKind(string Catalogue, string Path, string Prefix, string Noun)
{
    /// <summary>There is no record of this id.</summary>
    public Refusal NotFound(string id) => Refusal.NotFound("registers.not-found", $"There is no {Noun} '{id}' in this workspace.");
}
