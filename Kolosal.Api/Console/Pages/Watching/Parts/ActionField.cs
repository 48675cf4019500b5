using System.Globalization;
using System.Text.Json;
using Kolosal.WebConsole.Components;

namespace Kolosal.WebConsole.Pages.Watching.Parts;

/// <summary>One thing that an action asks for.</summary>
/// <param name="Name">The member of the request's document.</param>
/// <param name="Label">As shown.</param>
/// <param name="Kind">How it is asked for, and as what it is sent.</param>
public sealed record ActionField(string Name, string Label, FieldKind Kind = FieldKind.Text)
{
    /// <summary>What stands there at first.</summary>
    public string? Initial { get; init; }

    /// <summary>The choices of a <see cref="FieldKind.Choice"/>, as the API names them.</summary>
    public ImmutableArray<string> Options { get; init; } = [];

    public bool Required { get; init; }

    /// <summary>What belongs there, when the label does not say it.</summary>
    public string? Hint { get; init; }

    /// <summary>The same field with a document's value in it, as it is typed.</summary>
    public ActionField Showing(JsonElement document) => this with
    {
        Initial = (document.At(Name), Kind) switch
        {
            ({ ValueKind: JsonValueKind.Array } list, _) => string.Join(", ", list.AsItems().Select(item => item.AsText())),
            ({ ValueKind: JsonValueKind.True }, _) => "true",
            ({ ValueKind: JsonValueKind.False }, _) => "false",
            (_, FieldKind.Time) => document.Time(Name)?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture),
            var (value, _) => value.AsText(),
        },
    };

    public static ActionField Choice(string name, string label, params ReadOnlySpan<string> options) =>
        new(name, label, FieldKind.Choice) { Options = [.. options], Initial = options[0], Required = true };
}
