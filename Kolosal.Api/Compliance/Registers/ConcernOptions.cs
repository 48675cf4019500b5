using Kolosal.Access;

namespace Kolosal.Compliance.Registers;

/// <summary>Section <c>Kolosal:Concerns</c>.</summary>
internal sealed class ConcernOptions
{
    public const string Section = "Kolosal:Concerns";

    /// <summary>Workspaces that take concerns from people who did not sign in. Default: the first one, <c>default</c>.</summary>
    public string[]? OpenWorkspaces { get; set; }

    /// <summary>Whether one takes them.</summary>
    public bool IsOpen(string workspace) => OpenWorkspaces is { } named ? named.Contains(workspace, StringComparer.Ordinal)
        : workspace == Workspaces.Default;
}
