namespace Kolosal.Storage.Keys;

/// <summary>The master key as text: 32 bytes in base64.</summary>
internal static class MasterKeyText
{
    public const int Bytes = 32;

    /// <param name="text">As it was found.</param>
    /// <param name="source">Where, for the message.</param>
    /// <exception cref="InvalidOperationException">It has another form.</exception>
    public static byte[] Parse(string text, string source)
    {
        var key = new byte[Bytes + 1];
        if (!Convert.TryFromBase64String(text.Trim(), key, out int read) || read != Bytes)
            throw new InvalidOperationException($"Need {Bytes} bytes in base64 in {source}. Make some with: openssl rand -base64 {Bytes}");

        // What stands in examples, and no generator draws.
        return key.AsSpan(0, Bytes).ContainsAnyExcept(key[0]) ? key[..Bytes]
            : throw new InvalidOperationException(
                $"The key in {source} is one byte {Bytes} times, which anybody guesses. Make one with: openssl rand -base64 {Bytes}");
    }
}
