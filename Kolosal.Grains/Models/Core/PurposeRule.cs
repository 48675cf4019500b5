using System.Buffers;
using System.Collections.Immutable;

namespace Kolosal.Models;

/// <summary>What a purpose of a prediction may be called: by the card that intends it, and by the caller who declares it.</summary>
/// <remarks>A short name for machines and people, the same on both sides letter by letter. It stands in the prediction log, so it names no person.
/// </remarks>
public static class PurposeRule
{
    public const int Longest = 128, MostOfCard = 32;

    /// <summary>What is needed, as a sentence for whoever wrote something else.</summary>
    public static readonly string Needed =
        $"Need 1 to {Longest} letters, digits and -_./: of ASCII, with single spaces between them, as in credit-check.";

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./: ");

    /// <summary>Whether a purpose may be called so.</summary>
    public static bool IsFit(string? purpose) => purpose is { Length: > 0 and <= Longest } && !purpose.AsSpan().ContainsAnyExcept(Characters)
        && purpose[0] != ' ' && purpose[^1] != ' ' && !purpose.Contains("  ", StringComparison.Ordinal);

    /// <summary>What is wrong with the purposes of a card, by their place; nothing when they will do.</summary>
    public static IEnumerable<(int Place, string Needed)> Faults(ImmutableArray<string> purposes)
    {
        if (purposes.IsDefaultOrEmpty) yield break;
        if (purposes.Length > MostOfCard) yield return (MostOfCard, $"A card names at most {MostOfCard} purposes.");
        for (int place = 0; place < Math.Min(purposes.Length, MostOfCard); place++)
        {
            if (!IsFit(purposes[place])) yield return (place, Needed);
            else if (purposes.IndexOf(purposes[place]) < place) yield return (place, "It is named twice.");
        }
    }
}
