namespace Kolosal.Compliance.Registers;

/// <summary>What a document lacks, in the words of its own members.</summary>
internal static class RegisterFaults
{
    private const int HashDigits = 64;

    /// <summary>What every record needs.</summary>
    public static IEnumerable<(string Path, string Needed)> Common(RegisterFields fields) =>
        Texts(("title", fields.Title));

    /// <summary>The texts that are blank.</summary>
    public static IEnumerable<(string Path, string Needed)> Texts(params (string Name, string? Text)[] members) =>
        members.Where(member => string.IsNullOrWhiteSpace(member.Text)).Select(member => ($"$.{member.Name}", "Needed here; say it in words."));

    /// <summary>The values that are missing.</summary>
    public static IEnumerable<(string Path, string Needed)> Values(params (string Name, object? Value)[] members) =>
        members.Where(member => member.Value is null).Select(member => ($"$.{member.Name}", "Needed here."));

    /// <summary>The lists that are missing or empty.</summary>
    public static IEnumerable<(string Path, string Needed)> Lists(params (string Name, ImmutableArray<string>? List)[] members) =>
        members.Where(member => member.List is not { IsDefaultOrEmpty: false })
            .Select(member => ($"$.{member.Name}", "Needed here; name at least one."));

    /// <summary>The hashes that are given and are none.</summary>
    public static IEnumerable<(string Path, string Needed)> Hashes(params (string Name, string? Hash)[] members) =>
        members.Where(member => member.Hash is { } hash && (hash.Length != HashDigits || !hash.All(char.IsAsciiHexDigit)))
            .Select(member => ($"$.{member.Name}", $"Expected a SHA-256: {HashDigits} hexadecimal digits."));

    /// <summary>A fault that holds.</summary>
    public static IEnumerable<(string Path, string Needed)> When(bool holds, string name, string needed) =>
        holds ? [($"$.{name}", needed)] : [];
}
