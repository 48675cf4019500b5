namespace Kolosal.Learning.Preprocessing;

/// <summary>Options as choices of a search space: switches as "yes" and "no", enumerations by their snake_case names.</summary>
internal static class OptionChoices
{
    public static CategoricalParameter Switch(string name, bool byDefault) => new(name, ["no", "yes"], byDefault ? "yes" : "no");

    public static bool IsOn(HyperParameters given, string name) => given.Choice(name) switch
    {
        "yes" => true,
        "no" => false,
        var other => throw new ArgumentException($"'{name}' must be yes or no, got '{other}'."),
    };

    /// <summary>The member of an enumeration whose snake_case name was chosen.</summary>
    public static T Choice<T>(HyperParameters given, string name) where T : struct, Enum
    {
        string text = given.Choice(name);
        foreach (var value in Enum.GetValues<T>()) if (SnakeCase(value) == text) return value;
        throw new ArgumentException($"'{name}' must be one of {string.Join(", ", Enum.GetValues<T>().Select(SnakeCase))}, got '{text}'.");
    }

    /// <summary>Every member of an enumeration as a choice.</summary>
    public static CategoricalParameter Choices<T>(string name, T byDefault) where T : struct, Enum =>
        new(name, [.. Enum.GetValues<T>().Select(SnakeCase)], SnakeCase(byDefault));

    private static string SnakeCase<T>(T value) where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
