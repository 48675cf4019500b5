using System.Text.RegularExpressions;

namespace Kolosal.Backup;

/// <summary>A backup's id, or the name of a folder to restore into, where it becomes part of a path: 1 to 64 of <c>a-z 0-9 _ -</c>.</summary>
internal static partial class BackupName
{
    public static string Checked(string name) => IsSound(name) ? name
        : throw new ArgumentException($"Need a name of 1 to 64 of a-z, 0-9, _ and -, got '{name}'.", nameof(name));

    public static bool IsSound(string name) => Allowed().IsMatch(name);

    [GeneratedRegex("^[a-z0-9_-]{1,64}\\z")]
    private static partial Regex Allowed();
}
