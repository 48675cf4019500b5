using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Kolosal.Models;

/// <summary>How a caller names a model: <c>name</c>, <c>name:3</c> or <c>name@alias</c>.</summary>
/// <param name="Name">1 to 128 of letters, digits, <c>. _ -</c>, beginning with a letter or digit.</param>
/// <param name="Number">The version named; null when none is.</param>
/// <param name="Alias">The alias named; null when none is.</param>
public readonly record struct ModelId(string Name, int? Number, string? Alias)
{
    private const int LongestName = 128, LongestAlias = 64;

    /// <summary>As <c>IModelGrain.ResolveAsync</c> takes it: null, <c>3</c> or <c>@alias</c>.</summary>
    public string? Reference => Number is { } number ? number.ToString(CultureInfo.InvariantCulture) : Alias is null ? null : $"@{Alias}";

    /// <summary>Code of <see cref="NotFound"/>.</summary>
    public const string NoSuchModel = "models.not-found";

    /// <summary>The answer to a name that no model of the workspace has.</summary>
    public static Refusal NotFound(string model) =>
        Refusal.NotFound(NoSuchModel, $"There is no model '{model}' in this workspace; GET /api/models lists those there are.");

    /// <summary>The answer to a name that no model can have.</summary>
    public static Refusal MalformedName(string name) => Refusal.Invalid("models.malformed-name",
        $"A model's name is 1 to 128 letters, digits, '.', '_' and '-', and begins with a letter or digit; got '{name}'.");

    public static bool IsName([NotNullWhen(true)] string? name) =>
        name is { Length: > 0 and <= LongestName } && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>Reads an id; also what binds it from a route.</summary>
    public static bool TryParse(string? text, out ModelId id)
    {
        id = default;
        if (text is null) return false;
        int mark = text.AsSpan().IndexOfAny(':', '@');
        string name = mark < 0 ? text : text[..mark];
        if (!IsName(name)) return false;
        if (mark < 0) id = new(name, null, null);
        else if (text[mark] == ':' && int.TryParse(text.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            id = new(name, number, null);
        else if (text[mark] == '@' && text.Length - mark - 1 is > 0 and <= LongestAlias) id = new(name, null, text[(mark + 1)..]);
        else return false;
        return true;
    }

    public ModelKey Key(string workspace) => new(workspace, Name);

    public override string ToString() =>
        Number is { } number ? string.Create(CultureInfo.InvariantCulture, $"{Name}:{number}") : Alias is null ? Name : $"{Name}@{Alias}";
}
