using System.Security.Cryptography;
using System.Text.Json;

namespace Kolosal.Backup;

/// <summary>What a backup consists of. Written last and sealed whole: without it there is no backup.</summary>
/// <param name="Format">2; 1 of earlier programs, whose chunks lie under the key of the backup and have none of their own.</param>
/// <param name="Id">The backup's.</param>
/// <param name="Type">full, incremental or differential.</param>
/// <param name="BaseId">What it stands on.</param>
/// <param name="Engine">Of the data: <see cref="SqliteEngine"/> or <see cref="PostgresEngine"/>.</param>
/// <param name="Schema">Number of the database's last migration.</param>
/// <param name="KeyFingerprint">Tells of which keys the data is.</param>
/// <param name="SnapshotAt">The moment that it shows.</param>
/// <param name="Facts">Counts and roots on the running system.</param>
/// <param name="Files">What is restored.</param>
/// <param name="Chunks">What the files are made of, each once.</param>
/// <param name="Packs">What this backup added to the target.</param>
/// <param name="Needs">Other backups that hold some of the chunks.</param>
internal sealed record BackupManifest(
    int Format, string Id, BackupType Type, string? BaseId, string Engine, int Schema, string KeyFingerprint, DateTimeOffset SnapshotAt,
    BackupFacts Facts, ImmutableArray<BackedUpFile> Files, ImmutableArray<StoredChunk> Chunks, ImmutableArray<StoredPack> Packs,
    ImmutableArray<NeededBackup> Needs)
{
    public const string FileName = "manifest", SqliteEngine = "sqlite", PostgresEngine = "postgres";
    public const int KnownFormat = 2, FirstFormat = 1;

    private static readonly JsonSerializerOptions Json = new();

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="BackupDamagedException">It is no manifest, or a newer program's.</exception>
    public static BackupManifest FromBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<BackupManifest>(bytes, Json) is { Format: KnownFormat or FirstFormat } manifest ? manifest
                : throw new BackupDamagedException("The manifest has a format that this program does not know; a newer one wrote it.");
        }
        catch (JsonException malformed)
        {
            throw new BackupDamagedException("The manifest cannot be read.", malformed);
        }
    }

    /// <summary>Bytes that it restores to.</summary>
    public long ContentBytes => Files.Sum(file => file.Length);
}

/// <param name="Name">Path below the data directory, or <c>tables/…</c>.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Of all of it.</param>
/// <param name="Chunks">Places in <see cref="BackupManifest.Chunks"/>, in order.</param>
internal sealed record BackedUpFile(string Name, long Length, string Sha256, ImmutableArray<int> Chunks);

/// <param name="Sha256">Of its plain bytes.</param>
/// <param name="BackupId">The backup whose packs hold it.</param>
/// <param name="Pack">Number of the pack.</param>
/// <param name="Offset">Where it begins there.</param>
/// <param name="Length">Plain bytes; sealed it has a tag more.</param>
/// <param name="Key">Number of its key in that backup's <see cref="KeyBook"/>; null where it lies under the key of the backup.</param>
internal sealed record StoredChunk(string Sha256, string BackupId, int Pack, int Offset, int Length, int? Key = null);

/// <param name="Number">From 1.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Of its sealed bytes.</param>
internal sealed record StoredPack(int Number, int Length, string Sha256)
{
    public string Name => NameOf(Number);

    public static string NameOf(int number) => FormattableString.Invariant($"pack-{number:d8}");

    public static StoredPack Of(int number, ReadOnlySpan<byte> content) =>
        new(number, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
}

/// <param name="BackupId">Another backup.</param>
/// <param name="ManifestSha256">Of its manifest as it lies in the target, so that no other of its name takes its place.</param>
internal sealed record NeededBackup(string BackupId, string ManifestSha256);
