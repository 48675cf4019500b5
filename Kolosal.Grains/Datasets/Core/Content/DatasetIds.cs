namespace Kolosal.Datasets;

/// <summary>The id that a content has, whoever brings it and however often.</summary>
public static class DatasetIds
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567"; // RFC 4648 §6, lower case

    /// <summary>128 bits of the hash: no two contents will ever share them by accident.</summary>
    private const int Bytes = 16;

    /// <summary><c>ds_</c> and the first 128 bits of the SHA-256 in base32 (26 characters).</summary>
    /// <param name="sha256">64 hexadecimal digits.</param>
    public static string Of(string sha256)
    {
        byte[] hash = Convert.FromHexString(sha256.AsSpan(0, 2 * Bytes));
        Span<char> id = stackalloc char[(Bytes * 8 + 4) / 5];
        int bits = 0, held = 0, at = 0;
        foreach (byte b in hash)
        {
            held = held << 8 | b;
            for (bits += 8; bits >= 5; bits -= 5) id[at++] = Alphabet[held >> (bits - 5) & 31];
            held &= (1 << bits) - 1;
        }

        if (bits > 0) id[at] = Alphabet[held << (5 - bits) & 31];
        return $"ds_{id}";
    }
}
