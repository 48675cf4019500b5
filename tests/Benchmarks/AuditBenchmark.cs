using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Kolosal.Audit;
using Kolosal.Storage.Keys;
using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>How fast the audit trail takes entries and proves them, and how fast an export is verified without the server.</summary>
/// <remarks>The goals are absolute: 5,000 entries/s a silo with proofs within a second, a million entries verified in under two seconds.</remarks>
internal static class AuditBenchmark
{
    private const int Entries = 1_000_000, Callers = 256, Workspaces = 4;

    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);

    public static async Task RunAsync()
    {
        await AppendAsync();
        Verify();
    }

    private static async Task AppendAsync()
    {
        await using var silo = await PlatformSilo.StartAsync(storageDiesWithSilo: true);
        await FillAsync(silo, TimeSpan.FromSeconds(2), 8, "warm");
        var clock = Stopwatch.StartNew();
        long taken = await FillAsync(silo, Measured, Callers, "run");
        double rate = taken / clock.Elapsed.TotalSeconds;
        Console.WriteLine(Line(
            $"audit entries/s of {Callers} callers over {Workspaces} workspaces beside the goal, {rate:0}, 5000, {rate / 5000:0.00}"));

        var trail = silo.Grains.Audit("ws0");
        await trail.AppendAsync([Entry("last")]);
        clock.Restart();
        long last = (await trail.GetCheckpointAsync())!.Entries - 1;
        if (!(await trail.ProveAsync(last)).Accepted) throw new InvalidOperationException("No proof of the last entry.");
        double waited = clock.Elapsed.TotalMilliseconds;
        Console.WriteLine(Line($"ms from an entry's acknowledgement to its proof beside the goal, {waited:0.0}, 1000, {waited / 1000:0.000}"));
    }

    private static async Task<long> FillAsync(PlatformSilo silo, TimeSpan time, int callers, string name)
    {
        long taken = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            var trail = silo.Grains.Audit($"ws{caller % Workspaces}");
            for (int i = 0; clock.Elapsed < time; i++)
            {
                await trail.AppendAsync([Entry($"{name}-{caller}-{i}")]);
                Interlocked.Increment(ref taken);
            }
        }));
        return taken;
    }

    private static void Verify()
    {
        byte[] seed = [.. Enumerable.Range(1, 32).Select(i => (byte)i)], publicKey = Ed25519Signatures.PublicKey(seed);
        var key = new NoteKey("kolosal/audit/bench", [.. publicKey]);
        string path = Path.GetTempFileName();
        try
        {
            var (hash, tree) = (HashChain.Genesis, new TreeFrontier());
            using (var lines = new MemoryStream())
            {
                for (int i = 0; i < Entries; i++)
                {
                    var entry = ChainedEntry.Seal(
                        hash, i, $"event-{i}", DateTimeOffset.UnixEpoch.AddSeconds(i), "key_4f2a", "model.promote", "models/credit-risk:3",
                            "credit-risk",
                        """{"from":"staging","to":"active","reason":"the evidence is complete"}""");
                    hash = entry.Hash;
                    tree.Add(entry.LeafHash());
                    lines.Write(JsonSerializer.SerializeToUtf8Bytes(new { hash = entry.Hash, entry = entry.Text }, WireJson.Options));
                    lines.WriteByte((byte)'\n');
                }

                string text = new TreeCheckpoint(key.Name, Entries, [.. tree.Root()], hash).ToText();
                string note = SignedNote.Format(text, key, Ed25519Signatures.Sign(seed, publicKey, Encoding.UTF8.GetBytes(text)));
                using var file = File.Create(path);
                file.Write([.. new ExportSeal(0, HashChain.Genesis, note, key.ToString()).ToLine(), (byte)'\n']);
                lines.Position = 0;
                lines.CopyTo(file);
            }

            double best = double.MaxValue;
            for (int run = 0; run < 3; run++)
            {
                var clock = Stopwatch.StartNew();
                using var file = File.OpenRead(path);
                var verdict = AuditVerdict.Of(file, key, Ed25519Signatures.Verify);
                if (!verdict.Holds) throw new InvalidOperationException(verdict.Fault);
                best = Math.Min(best, clock.Elapsed.TotalSeconds);
            }

            Console.WriteLine(Line($"s to verify an export of {Entries} entries beside the goal, {best:0.00}, 2, {best / 2:0.00}"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static AuditEntry Entry(string id) => new(
        id, DateTimeOffset.UnixEpoch, "key_4f2a", "model.promote", "models/credit-risk:3", "credit-risk", """{"from":"staging","to":"active"}""");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
