using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Kolosal.Audit;

/// <summary>Writes what a verifier compares byte for byte: no white space, and only the escapes that JSON demands.</summary>
internal static class CanonicalFile
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static void WriteHashes(Utf8JsonWriter json, string name, IReadOnlyList<byte[]> hashes)
    {
        json.WriteStartArray(name);
        foreach (byte[] hash in hashes) json.WriteStringValue(Convert.ToHexStringLower(hash));
        json.WriteEndArray();
    }

    /// <exception cref="FormatException">It is not an array of hashes.</exception>
    public static ImmutableArray<byte[]> ReadHashes(JsonElement array) => [.. array.EnumerateArray().Select(ReadHash)];

    /// <exception cref="FormatException">It is not a hash in lower-case hexadecimal digits.</exception>
    public static byte[] ReadHash(JsonElement text)
    {
        byte[] hash = Convert.FromHexString(text.GetString() ?? "");
        return hash.Length == MerkleTree.HashBytes ? hash : throw new FormatException("Need hashes of 32 bytes.");
    }
}
