using System.Buffers;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Told of each token of a text, in order.</summary>
internal delegate void TokenSeen(ReadOnlySpan<char> token, Span<double> output);

/// <summary>Cuts texts into tokens; allocates nothing per text.</summary>
/// <param name="Unit">What a text is cut into.</param>
/// <param name="MinLength">Units of a token at least.</param>
/// <param name="MaxLength">Units of a token at most.</param>
public sealed record TextTokens(TextUnit Unit, int MinLength, int MaxLength)
{
    private const int MinWordLength = 2;

    /// <summary>Goes through the tokens of a text, a token as often as it occurs.</summary>
    internal void Visit(ReadOnlySpan<char> text, Span<double> output, TokenSeen seen)
    {
        char[] room = ArrayPool<char>.Shared.Rent(text.Length + 1);
        var clean = room.AsSpan(0, Unit == TextUnit.Words ? Words(text, room) : Characters(text, room));
        if (Unit == TextUnit.Characters)
        {
            for (int start = 0; start < clean.Length; start++)
                for (int length = MinLength; length <= MaxLength && start + length <= clean.Length; length++)
                    seen(clean.Slice(start, length), output);
        }
        else
        {
            for (int start = 0; start < clean.Length;)
            {
                int next = clean.Length, end = start;
                for (int words = 1; words <= MaxLength && end < clean.Length; words++)
                {
                    if (words > 1) end++; // over the space
                    int length = clean[end..].IndexOf(' ');
                    end = length < 0 ? clean.Length : end + length;
                    if (words == 1) next = end + 1;
                    if (words >= MinLength) seen(clean[start..end], output);
                }
                start = next;
            }
        }
        ArrayPool<char>.Shared.Return(room);
    }

    /// <summary>The words, lower-cased, with one space between two.</summary>
    private static int Words(ReadOnlySpan<char> text, Span<char> clean)
    {
        int length = 0, begin = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] == '_')) continue;
            if (i - begin >= MinWordLength)
            {
                if (length > 0) clean[length++] = ' ';
                for (int c = begin; c < i; c++) clean[length++] = char.ToLowerInvariant(text[c]);
            }
            begin = i + 1;
        }
        return length;
    }

    private static int Characters(ReadOnlySpan<char> text, Span<char> clean)
    {
        int length = 0;
        foreach (char c in text)
        {
            if (!char.IsWhiteSpace(c)) clean[length++] = char.ToLowerInvariant(c);
            else if (length == 0 || clean[length - 1] != ' ') clean[length++] = ' ';
        }
        return length;
    }
}
