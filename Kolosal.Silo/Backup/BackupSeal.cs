using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Kolosal.Storage;

namespace Kolosal.Backup;

/// <summary>Seals and opens the chunks and the manifest of one backup with a key of its own.</summary>
/// <remarks>
/// <code>
/// manifest   magic 8 | ring's length u32 | ring, as in keys/ring.key | nonce 12 | wrapped key 32 | tag 16 | ciphertext | tag 16
/// chunk      ciphertext | tag 16
/// key book   nonce 12 | ciphertext | tag 16
/// </code>
/// AES-256-GCM throughout. Every chunk lies under a key of its own, which stands in the <see cref="KeyBook"/> and nowhere else. The
/// backup's key is wrapped under a key derived from the ring of the installation, and the ring itself lies there wrapped under the master key
/// (empty before the first rotation): with the master key alone a backup opens anywhere. The backup's id is authenticated
/// with both. A chunk's nonce is its pack and offset, the manifest's is pack −1: unique under a key that is used for one backup; a book, which is
/// replaced a few times, has a random one.
/// </remarks>
internal sealed class BackupSeal : IDisposable
{
    public const int TagBytes = 16;

    private const int NonceBytes = 12, KeyBytes = 32, FixedBytes = 12, WrapBytes = NonceBytes + KeyBytes + TagBytes, ManifestPack = -1;
    private const string Purpose = "backups";

    private readonly byte[] header, identity;
    private readonly AesGcm cipher;

    private BackupSeal(string id, byte[] header, byte[] key)
    {
        (this.header, identity, cipher) = (header, Encoding.UTF8.GetBytes(id), new AesGcm(key, TagBytes));
        CryptographicOperations.ZeroMemory(key);
    }

    private static ReadOnlySpan<byte> Magic => "KLSLBKP1"u8;

    private byte[] BookIdentity => [.. "keys/"u8, .. identity];

    /// <summary>For a new backup.</summary>
    /// <param name="id">The backup's.</param>
    /// <param name="keys">Wraps its key.</param>
    /// <param name="ring">Content of <c>keys/ring.key</c>; empty where there is none.</param>
    public static BackupSeal Create(string id, IKeyRing keys, ReadOnlySpan<byte> ring)
    {
        var header = new byte[FixedBytes + ring.Length + WrapBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), ring.Length);
        ring.CopyTo(header.AsSpan(FixedBytes));
        byte[] key = RandomNumberGenerator.GetBytes(KeyBytes);
        var wrapped = header.AsSpan(FixedBytes + ring.Length);
        RandomNumberGenerator.Fill(wrapped[..NonceBytes]);
        using var wrap = new AesGcm(keys.DeriveWrappings(Purpose, KeyBytes).First(), TagBytes);
        wrap.Encrypt(wrapped[..NonceBytes], key, wrapped.Slice(NonceBytes, KeyBytes), wrapped[^TagBytes..], Associated(id, header, ring.Length));
        return new(id, header, key);
    }

    /// <summary>The ring that a manifest carries, still wrapped; empty where the keys were never rotated.</summary>
    /// <exception cref="BackupDamagedException">It is no manifest.</exception>
    public static ReadOnlySpan<byte> RingOf(ReadOnlySpan<byte> manifest)
    {
        int length = manifest.Length >= FixedBytes && manifest[..8].SequenceEqual(Magic)
            ? BinaryPrimitives.ReadInt32LittleEndian(manifest[8..]) : -1;
        return length >= 0 && manifest.Length - FixedBytes - WrapBytes - TagBytes >= length ? manifest.Slice(FixedBytes, length)
            : throw new BackupDamagedException("The manifest is not what was written.");
    }

    /// <exception cref="BackupDamagedException">It was changed, or the keys are others.</exception>
    public static (BackupSeal Seal, BackupManifest Manifest) Open(string id, byte[] manifest, IKeyRing keys)
    {
        int ring = RingOf(manifest).Length, size = FixedBytes + ring + WrapBytes;
        byte[] header = manifest[..size];
        foreach (byte[] wrapping in keys.DeriveWrappings(Purpose, KeyBytes))
        {
            if (Unwrap(id, header, ring, wrapping) is not { } key) continue;
            var seal = new BackupSeal(id, header, key);
            try
            {
                var plain = new byte[manifest.Length - size - TagBytes];
                Open(seal.cipher, ManifestPack, 0, manifest.AsSpan(size), plain, header);
                var read = BackupManifest.FromBytes(plain);
                if (read.Id != id) throw new BackupDamagedException($"The manifest of {id} is that of {read.Id}.");
                return (seal, read);
            }
            catch
            {
                seal.Dispose();
                throw;
            }
        }

        throw new BackupDamagedException($"The manifest of {id} was changed, or the master key is not the one that it was made under.");
    }

    /// <summary>The manifest as it lies in the target.</summary>
    public byte[] Close(BackupManifest manifest)
    {
        byte[] plain = manifest.ToBytes();
        var file = new byte[header.Length + plain.Length + TagBytes];
        header.CopyTo(file, 0);
        Close(cipher, ManifestPack, 0, plain, file.AsSpan(header.Length), header);
        return file;
    }

    /// <summary>Plain bytes into ciphertext and tag, under a key of their own.</summary>
    public void Close(ReadOnlySpan<byte> key, int pack, int offset, ReadOnlySpan<byte> plain, Span<byte> sealedChunk)
    {
        using var own = new AesGcm(key, TagBytes);
        Close(own, pack, offset, plain, sealedChunk, identity);
    }

    /// <summary>Ciphertext and tag into plain bytes.</summary>
    /// <param name="key">The chunk's own; null for one that lies under the backup's.</param>
    /// <param name="pack">Where it lies.</param>
    /// <param name="offset">Where there.</param>
    /// <param name="sealedChunk">Ciphertext and tag.</param>
    /// <param name="plain">Takes the content.</param>
    /// <exception cref="BackupDamagedException">It is not what was written at this place.</exception>
    public void Open(byte[]? key, int pack, int offset, ReadOnlySpan<byte> sealedChunk, Span<byte> plain)
    {
        using var own = key is null ? null : new AesGcm(key, TagBytes);
        Open(own ?? cipher, pack, offset, sealedChunk, plain, identity);
    }

    /// <summary>The book as it lies in the target.</summary>
    public byte[] Close(KeyBook book)
    {
        byte[] plain = book.ToBytes(), file = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(file.AsSpan(0, NonceBytes));
        cipher.Encrypt(file.AsSpan(0, NonceBytes), plain, file.AsSpan(NonceBytes, plain.Length), file.AsSpan(^TagBytes..), BookIdentity);
        CryptographicOperations.ZeroMemory(plain);
        return file;
    }

    /// <exception cref="BackupDamagedException">It was changed, or is another backup's.</exception>
    public KeyBook OpenBook(ReadOnlySpan<byte> file)
    {
        if (file.Length < NonceBytes + TagBytes) throw new BackupDamagedException("The keys are cut short.");
        var plain = new byte[file.Length - NonceBytes - TagBytes];
        try
        {
            cipher.Decrypt(file[..NonceBytes], file[NonceBytes..^TagBytes], file[^TagBytes..], plain, BookIdentity);
        }
        catch (AuthenticationTagMismatchException changed)
        {
            throw new BackupDamagedException("The keys were changed.", changed);
        }

        return KeyBook.FromBytes(plain);
    }

    public void Dispose() => cipher.Dispose();

    private static void Close(
        AesGcm cipher, int pack, int offset, ReadOnlySpan<byte> plain, Span<byte> sealedChunk, ReadOnlySpan<byte> associated)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Nonce(pack, offset, nonce);
        cipher.Encrypt(nonce, plain, sealedChunk[..plain.Length], sealedChunk.Slice(plain.Length, TagBytes), associated);
    }

    private static void Open(
        AesGcm cipher, int pack, int offset, ReadOnlySpan<byte> sealedChunk, Span<byte> plain, ReadOnlySpan<byte> associated)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Nonce(pack, offset, nonce);
        try
        {
            cipher.Decrypt(nonce, sealedChunk[..plain.Length], sealedChunk.Slice(plain.Length, TagBytes), plain, associated);
        }
        catch (AuthenticationTagMismatchException changed)
        {
            throw new BackupDamagedException(
                pack == ManifestPack ? "The manifest was changed." : $"Pack {pack} was changed at byte {offset}.", changed);
        }
    }

    private static void Nonce(int pack, int offset, Span<byte> nonce)
    {
        BinaryPrimitives.WriteInt32BigEndian(nonce, pack);
        BinaryPrimitives.WriteInt64BigEndian(nonce[4..], offset);
    }

    private static byte[]? Unwrap(string id, ReadOnlySpan<byte> header, int ring, byte[] wrapping)
    {
        var key = new byte[KeyBytes];
        var wrapped = header[(FixedBytes + ring)..];
        try
        {
            using var wrap = new AesGcm(wrapping, TagBytes);
            wrap.Decrypt(wrapped[..NonceBytes], wrapped.Slice(NonceBytes, KeyBytes), wrapped[^TagBytes..], key, Associated(id, header, ring));
            return key;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null; // wrapped under another generation, or changed
        }
    }

    private static byte[] Associated(string id, ReadOnlySpan<byte> header, int ring) =>
        [.. header[..(FixedBytes + ring)], .. Encoding.UTF8.GetBytes(id)];
}
