using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Storage.Blobs;

/// <summary>Seals and opens the frames of one blob with a key of its own.</summary>
/// <remarks>
/// <code>
/// header, 80 bytes    magic 8 | frame size u32 | plain length i64 | nonce 12 | wrapped key 32 | tag 16
/// frame i             ciphertext (frame size; the last one 0 to frame size) | tag 16
/// </code>
/// AES-256-GCM throughout, little-endian numbers. The blob's key is wrapped under a key derived for the workspace; workspace, SHA-256,
/// frame size and length are authenticated with it. A frame's nonce is its index and a last-frame flag, unique under a key used for one
/// blob (the STREAM construction of Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015): frames cannot be changed, swapped, repeated or cut off.
/// </remarks>
internal sealed class BlobSeal : IDisposable
{
    public const int HeaderBytes = 80;
    public const int TagBytes = 16;
    public const int FrameBytes = 1 << 20;

    private const int NonceBytes = 12, KeyBytes = 32, PublicBytes = 20;
    private readonly byte[] key;
    private readonly AesGcm cipher;

    private BlobSeal(byte[] key, long length, int frameBytes)
    {
        this.key = key;
        cipher = new AesGcm(key, TagBytes);
        Length = length;
        Frame = frameBytes;
    }

    public const int MagicBytes = 8;

    private static ReadOnlySpan<byte> Magic => "KLSLBLB1"u8;

    /// <summary>Whether a file that begins so is a sealed blob.</summary>
    public static bool Begins(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <summary>Plain length; 0 while a new blob is being written.</summary>
    public long Length { get; }

    /// <summary>Plain bytes in every frame but the last.</summary>
    public int Frame { get; }

    /// <summary>At least one: the last frame of an empty blob is empty.</summary>
    public long Frames => Math.Max(1, (Length + Frame - 1) / Frame);

    public static BlobSeal CreateNew() => new(RandomNumberGenerator.GetBytes(KeyBytes), 0, FrameBytes);

    /// <exception cref="BlobCorruptException">The header is not one that was written for
    /// this workspace and content under this master key.</exception>
    public static BlobSeal Open(ReadOnlySpan<byte> header, IKeyRing keys, string workspace, string sha256)
    {
        if (header.Length != HeaderBytes || !header[..8].SequenceEqual(Magic))
            throw new BlobCorruptException(sha256, "its header is not one of a blob.");

        int frame = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        long length = BinaryPrimitives.ReadInt64LittleEndian(header[12..]);
        foreach (byte[] wrapping in WrappingKeys(keys, workspace))
        {
            if (Unwrap(header, wrapping, workspace, sha256) is { } key) return new BlobSeal(key, length, frame);
        }

        throw new BlobCorruptException(sha256, "its header was changed, or the master key is another one.");
    }

    /// <summary>The header with the blob's key wrapped under the generation that wraps now.</summary>
    /// <returns>Null when it is so already.</returns>
    /// <exception cref="BlobCorruptException">No generation opens it.</exception>
    public static byte[]? Rewrap(ReadOnlySpan<byte> header, IKeyRing keys, string workspace, string sha256)
    {
        if (header.Length == HeaderBytes && Unwrap(header, WrappingKeys(keys, workspace).First(), workspace, sha256) is not null) return null;
        using var seal = Open(header, keys, workspace, sha256);
        return seal.Header(keys, workspace, sha256, seal.Length);
    }

    /// <summary>The header for content that is now known.</summary>
    public byte[] Header(IKeyRing keys, string workspace, string sha256, long length)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), Frame);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(12), length);
        var nonce = header.AsSpan(PublicBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var wrap = new AesGcm(WrappingKeys(keys, workspace).First(), TagBytes);
        wrap.Encrypt(
            nonce, key, header.AsSpan(PublicBytes + NonceBytes, KeyBytes), header.AsSpan(HeaderBytes - TagBytes),
            Associated(header.AsSpan(0, PublicBytes), workspace, sha256));
        return header;
    }

    /// <summary>Plain bytes into ciphertext and tag; answers the bytes written.</summary>
    public int Close(ReadOnlySpan<byte> plain, long index, bool last, Span<byte> sealedFrame)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Nonce(index, last, nonce);
        cipher.Encrypt(nonce, plain, sealedFrame[..plain.Length], sealedFrame.Slice(plain.Length, TagBytes));
        return plain.Length + TagBytes;
    }

    /// <summary>Ciphertext and tag into plain bytes; answers how many.</summary>
    /// <exception cref="BlobCorruptException">The frame is not the one that was written at this place.</exception>
    public int Open(ReadOnlySpan<byte> sealedFrame, long index, Span<byte> plain, string sha256)
    {
        bool last = index == Frames - 1;
        long expected = last ? Length - index * Frame : Frame;
        if (sealedFrame.Length != expected + TagBytes) throw new BlobCorruptException(sha256, $"frame {index} is cut short.");

        Span<byte> nonce = stackalloc byte[NonceBytes];
        Nonce(index, last, nonce);
        int length = (int)expected;
        try
        {
            cipher.Decrypt(nonce, sealedFrame[..length], sealedFrame[length..], plain[..length]);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new BlobCorruptException(sha256, $"frame {index} was changed.");
        }

        return length;
    }

    public void Dispose()
    {
        cipher.Dispose();
        CryptographicOperations.ZeroMemory(key);
    }

    private static IEnumerable<byte[]> WrappingKeys(IKeyRing keys, string workspace) => keys.DeriveWrappings($"blobs/{workspace}", KeyBytes);

    /// <returns>The blob's key; null when it is not wrapped under this one.</returns>
    private static byte[]? Unwrap(ReadOnlySpan<byte> header, byte[] wrapping, string workspace, string sha256)
    {
        var key = new byte[KeyBytes];
        try
        {
            using var wrap = new AesGcm(wrapping, TagBytes);
            wrap.Decrypt(
                header.Slice(PublicBytes, NonceBytes), header.Slice(PublicBytes + NonceBytes, KeyBytes), header[^TagBytes..],
                key, Associated(header[..PublicBytes], workspace, sha256));
            return key;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null; // wrapped under another generation, or changed
        }
    }

    private static byte[] Associated(ReadOnlySpan<byte> publicPart, string workspace, string sha256) =>
        [.. publicPart, .. Encoding.UTF8.GetBytes($"{workspace}/{sha256}")];

    private static void Nonce(long index, bool last, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[3..], index);
        nonce[11] = last ? (byte)1 : (byte)0;
    }
}
