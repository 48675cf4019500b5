namespace Kolosal.Access;

/// <summary>A grain call was refused before it reached the grain.</summary>
[GenerateSerializer, Alias("kolosal.access-denied")]
public sealed class AccessDeniedException(string message, bool foreignWorkspace) : Exception(message)
{
    /// <summary>The grain belongs to another workspace, so the answer must not differ from "there is no such thing".</summary>
    [Id(0)]
    public bool ForeignWorkspace { get; private set; } = foreignWorkspace;
}
