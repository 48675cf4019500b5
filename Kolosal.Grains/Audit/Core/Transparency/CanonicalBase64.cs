namespace Kolosal.Audit;

/// <summary>Base64 with one text for one value: what decodes must encode to the same characters.</summary>
internal static class CanonicalBase64
{
    /// <exception cref="FormatException">It is no base64, or not the only way to write these bytes.</exception>
    public static byte[] Decode(string text)
    {
        byte[] bytes = Convert.FromBase64String(text);
        return Convert.ToBase64String(bytes) == text ? bytes : throw new FormatException("The base64 text has bits that mean nothing.");
    }
}
