namespace Kolosal.Access;

/// <summary>A grain call was refused before it reached the grain.</summary>
[GenerateSerializer, Alias("kolosal.access-denied")]
public sealed class AccessDeniedException(string message, bool foreignWorkspace, bool condition = false) : Exception(message)
{
    /// <summary>The grain belongs to another workspace, so the answer must not differ from "there is no such thing".</summary>
    [Id(0)]
    public bool ForeignWorkspace { get; private set; } = foreignWorkspace;

    /// <summary>A condition of the caller's own role bars the call; the message names it and is for the caller to read.</summary>
    [Id(1)]
    public bool Condition { get; private set; } = condition;
}
