using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Kolosal.Tracking;

/// <summary>Where the next page of a list begins, as a text that clients hand back unread.</summary>
public static class PageToken
{
    private const string Mark = "from=";

    public static string Of(long offset) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Mark}{offset}")));

    /// <returns>Null for a text that is no token of ours.</returns>
    public static int? Read(string token)
    {
        if (token.Length is 0 or > 40 || !Base64Url.IsValid(token)) return null;
        string text = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(token));
        return text.StartsWith(Mark, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(Mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int offset) ? offset : null;
    }
}
