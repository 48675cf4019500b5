using System.Text.RegularExpressions;

namespace Kolosal.Storage.Files;

/// <summary>A workspace's name where it becomes part of a path or a key purpose: 1 to 64 of <c>a-z 0-9 _ -</c>.</summary>
internal static partial class WorkspaceName
{
    public static string Checked(string workspace) => Allowed().IsMatch(workspace)
        ? workspace
        : throw new ArgumentException($"Need a workspace of 1 to 64 of a-z, 0-9, _ and -, got '{workspace}'.", nameof(workspace));

    [GeneratedRegex("^[a-z0-9_-]{1,64}\\z")]
    private static partial Regex Allowed();
}
