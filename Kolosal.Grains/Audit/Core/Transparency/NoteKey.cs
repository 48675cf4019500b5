using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Audit;

/// <summary>A key that signs notes, as C2SP signed-note writes it: <c>name+id+base64(1 ‖ Ed25519 public key)</c>.</summary>
/// <param name="Name">Whose key it is: the log's origin. No space and no plus sign.</param>
/// <param name="PublicKey">32 bytes.</param>
public sealed record NoteKey(string Name, ImmutableArray<byte> PublicKey)
{
    /// <summary>The signature type of Ed25519 among those of signed notes.</summary>
    private const byte Ed25519 = 1;

    private const int IdBytes = 4, KeyBytes = 32;

    /// <summary>The first four bytes of SHA-256(name ‖ LF ‖ 1 ‖ public key).</summary>
    public ImmutableArray<byte> Id => [.. SHA256.HashData([.. Encoding.UTF8.GetBytes(Name), (byte)'\n', Ed25519, .. PublicKey]).AsSpan(0, IdBytes)];

    /// <exception cref="FormatException">It is no such text, or its id is another key's.</exception>
    public static NoteKey Parse(string text)
    {
        string[] parts = text.Split('+', 3);
        if (parts.Length != 3) throw new FormatException("Need a key of the form name+id+base64.");
        byte[] bytes = CanonicalBase64.Decode(parts[2]);
        if (bytes.Length != 1 + KeyBytes || bytes[0] != Ed25519) throw new FormatException("Need an Ed25519 key, 1 and 32 bytes in base64.");
        var key = new NoteKey(parts[0], [.. bytes.AsSpan(1)]);
        return key.ToString() == text ? key : throw new FormatException("The key's id does not belong to its name and bytes.");
    }

    public override string ToString() =>
        $"{Name}+{Convert.ToHexStringLower(Id.AsSpan())}+{Convert.ToBase64String((byte[])[Ed25519, .. PublicKey])}";

    public bool Equals(NoteKey? other) => other is not null && Name == other.Name && PublicKey.AsSpan().SequenceEqual(other.PublicKey.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Name, PublicKey.Length > 3 ? BitConverter.ToInt32(PublicKey.AsSpan()) : 0);
}
