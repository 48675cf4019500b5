using System.Text;
using Kolosal.Audit;
using Kolosal.Backup;
using Kolosal.Storage;
using Kolosal.Storage.Log;
using Kolosal.Testing;
using Kolosal.Tracking;

namespace Kolosal.Fuzzing;

/// <summary>What lies in folders or is handed to a verifier: whatever is in it, it is read, told as damaged or refused.</summary>
/// <remarks>Every byte of a backup is changed in <c>BackupTamperTests</c>, of a log's segment in <see cref="DamagedLogTests"/>.</remarks>
public sealed class StoredFileFuzzTests : IDisposable
{
    private const string NoteKeyText = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private const string Note = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        + "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    private readonly StorageFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Signed_notes_and_their_keys()
    {
        Fuzz.Read([Encoding.UTF8.GetBytes(Note)], file => SignedNote.Parse(Encoding.UTF8.GetString(file)), fault => fault is FormatException);
        Fuzz.Read([Encoding.UTF8.GetBytes(NoteKeyText)], file => NoteKey.Parse(Encoding.UTF8.GetString(file)), fault => fault is FormatException);
    }

    [Fact]
    public void Checkpoints_of_the_trail()
    {
        string checkpoint = new TreeCheckpoint("kolosal.example/default", 17, [.. new byte[32]], new string('a', 64)).ToText();
        Fuzz.Read(
            [Encoding.UTF8.GetBytes(checkpoint)], file => TreeCheckpoint.Parse(Encoding.UTF8.GetString(file)), fault => fault is FormatException);
    }

    [Fact]
    public void Addresses_of_tiles() => Fuzz.Read(
        [.. ((string[])["0/000", "0/x001/x234/067", "1/x001/000.p/12", "entries/x001/000.p/255"]).Select(Encoding.ASCII.GetBytes)],
        file => TilePath.TryParse(Encoding.UTF8.GetString(file), out _), _ => false);

    /// <summary>A receipt comes from whoever wants to be believed: its checker gives a verdict on any file.</summary>
    [Fact]
    public void Receipts_get_a_verdict()
    {
        var sound = Receipt();
        Fuzz.Read([sound.ToBytes()], file => PredictionReceipt.Check(file, null, (_, _, _) => true), _ => false);

        // Written as receipts are, so that what stands inside is reached.
        Fuzz.Read([Encoding.UTF8.GetBytes(sound.Entry)], text => PredictionReceipt.Check(
            (sound with { Entry = Encoding.UTF8.GetString(text) }).ToBytes(), null, (_, _, _) => true), _ => false);
        foreach (long number in (long[])[0, 1, -1, int.MaxValue, long.MaxValue, long.MinValue])
            PredictionReceipt.Check((sound with { BatchIndex = number - 1, BatchSize = number, EntryIndex = number - 1 }).ToBytes(), null,
                (_, _, _) => true);
    }

    private static PredictionReceipt Receipt()
    {
        var key = new NoteKey("kolosal.example/default", [.. new byte[32]]);
        var checkpoint = new TreeCheckpoint(key.Name, 17, [.. new byte[32]], new string('a', 64));
        const string Entry = """
            {"seq":3,"action":"prediction.batch","model":"default/m","detail":{"requests":1,"merkle_root":"00",
             "parts":[{"log":"a","after":0,"last":9}]}}
            """;
        return new(Guid.NewGuid(), 0, "default/m", 1, "a", 5, 1_700_000_000_000, 1, [.. Enumerable.Range(0, 4).Select(_ => new byte[32])], 0, 1, [],
            3, Entry, [new byte[32]], SignedNote.Format(checkpoint.ToText(), key, new byte[64]), key.ToString());
    }

    [Fact]
    public void Manifests_of_backups()
    {
        var manifest = new BackupManifest(BackupManifest.KnownFormat, "bk", BackupType.Full, null, BackupManifest.SqliteEngine, 1, "print",
            DateTimeOffset.UnixEpoch, null!, [], [], [], []);
        using var seal = BackupSeal.Create("bk", StorageFolder.Keys(), "ring"u8);
        Fuzz.Read([seal.Close(manifest)], file =>
        {
            var (opened, _) = BackupSeal.Open("bk", file, StorageFolder.Keys());
            opened.Dispose();
        }, fault => fault is BackupDamagedException);
        Fuzz.Read([manifest.ToBytes()], file => BackupManifest.FromBytes(file), fault => fault is BackupDamagedException);
    }

    /// <summary>A segment of any content opens; what is handed out is what was written there.</summary>
    [Fact]
    public async Task Segments_of_a_log()
    {
        string logs = Path.Combine(folder.Root, "log");
        using (var log = new SegmentLog("test", logs, 64 << 20, _ => { }))
            for (int i = 0; i < 20; i++) await log.AppendAsync(Encoding.ASCII.GetBytes($"record {i:d5}"));
        string path = Directory.GetFiles(logs, "*.seg").Single();
        byte[] sound = await File.ReadAllBytesAsync(path);
        int tried = 0;
        await Fuzz.ReadAsync([sound], async file =>
        {
            string again = Path.Combine(folder.Root, $"log-{tried++}");
            Directory.CreateDirectory(again);
            await File.WriteAllBytesAsync(Path.Combine(again, Path.GetFileName(path)), file);
            using (var log = new SegmentLog("test", again, 64 << 20, _ => { }))
            {
                await foreach (var record in log.ReadSoundAsync(0))
                    if (!record.Payload.IsEmpty) Assert.Equal($"record {record.Position:d5}", Encoding.ASCII.GetString(record.Payload.Span));
            }
            Directory.Delete(again, recursive: true);
        }, fault => fault is LogCorruptException or LogIncompleteException);
    }

    [Fact]
    public void Searches_in_the_language_of_mlflow()
    {
        byte[][] filters =
        [
            .. ((string[])
            [
                "metrics.acc > 0.9 and params.\"learning rate\" = '0.1' and tags.x LIKE '%y%'", "attributes.run_id IN ('a', 'b')",
                "tags.`a b` NOT IN ('x') AND attributes.status = 'FINISHED' and metrics.loss <= 1e-3", "params.p IS NOT NULL",
            ]).Select(Encoding.UTF8.GetBytes),
        ];
        foreach (var grammar in (SearchGrammar[])[SearchGrammar.Runs, SearchGrammar.Experiments, SearchGrammar.Models])
        {
            Fuzz.Read(grammar == SearchGrammar.Runs ? filters : [Encoding.UTF8.GetBytes("name LIKE 'a%'")],
                file => SearchFilter.Parse(Encoding.UTF8.GetString(file), grammar), fault => fault is SearchSyntaxException);
        }
        Fuzz.Read(["metrics.acc DESC"u8.ToArray(), "attributes.start_time ASC"u8.ToArray()],
            file => SearchOrder.Parse(Encoding.UTF8.GetString(file), SearchGrammar.Runs), fault => fault is SearchSyntaxException);
    }
}
