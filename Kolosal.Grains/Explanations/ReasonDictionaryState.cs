namespace Kolosal.Explanations;

/// <summary>What a dictionary of reasons remembers. A crash loses nothing that was acknowledged.</summary>
[GenerateSerializer, Alias("kolosal.reason-dictionary-state")]
internal sealed class ReasonDictionaryState : RecordState
{
    [Id(0)] public ReasonDeclaration? Declaration { get; set; }

    /// <summary>Who declared it.</summary>
    [Id(1)] public string By { get; set; } = "";

    public void Declare(ReasonDeclaration declaration, string by) => (Declaration, By) = (declaration, by);
}
