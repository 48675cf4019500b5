using System.Security.Cryptography;
using System.Text.Json;

namespace Kolosal.Compliance.Registers;

/// <summary>Fields as documents: to lay a change over them, to compare them, to name them by their hash.</summary>
internal static class RegisterDocuments
{
    /// <summary>What is null in the change stays; a list is replaced whole.</summary>
    public static TFields Overlay<TFields>(TFields was, TFields change)
        where TFields : RegisterFields
    {
        var merged = JsonSerializer.SerializeToNode(was, WireJson.Options)!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(change, WireJson.Options)!.AsObject())
            if (value is not null) merged[name] = value.DeepClone();
        return merged.Deserialize<TFields>(WireJson.Options)!;
    }

    public static bool AreEqual<TFields>(TFields left, TFields right)
        where TFields : RegisterFields => Bytes(left).AsSpan().SequenceEqual(Bytes(right));

    /// <summary>64 hexadecimal digits; the trail names the text by it and holds none of it.</summary>
    public static string Sha256<TFields>(TFields fields)
        where TFields : RegisterFields => Convert.ToHexStringLower(SHA256.HashData(Bytes(fields)));

    private static byte[] Bytes<TFields>(TFields fields) => JsonSerializer.SerializeToUtf8Bytes(fields, WireJson.Options);
}
