using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Kolosal.Compliance.Registers;

/// <param name="Status">The status wanted.</param>
/// <param name="Note">Why; stands in the history.</param>
internal sealed record RegisterStepRequest(
    [property: JsonRequired] RegisterStatus Status,
    [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Note = null);

/// <param name="Text">What it is about, at most 8,000 characters.</param>
/// <param name="Title">One line; made from the text, when left out.</param>
/// <param name="About">The records it concerns: <c>models/credit-risk</c>.</param>
/// <param name="Contact">Where an answer reaches you; leave it out to stay unknown.</param>
/// <param name="IsProbe">Sent to see that concerns come through.</param>
internal sealed record RaiseConcernRequest(
    [property: JsonRequired, DataType(DataType.MultilineText), Length(1, 8_000)] string Text, string? Title = null,
    [property: MaxLength(100)] string[]? About = null, string? Contact = null, bool IsProbe = false)
{
    private const int TitleLength = 80;

    public Concern ToConcern() => new()
    {
        Title = Title ?? Shortened(Text),
        Text = Text,
        About = About is null ? null : [.. About],
        Contact = Contact,
        IsProbe = IsProbe ? true : null,
    };

    private static string Shortened(string text)
    {
        string line = text.Trim().Split('\n', '\r')[0].Trim();
        if (line.Length <= TitleLength) return line;

        // Not through the middle of a pair of UTF-16 units.
        int length = char.IsHighSurrogate(line[TitleLength - 1]) ? TitleLength - 1 : TitleLength;
        return line[..length];
    }
}
