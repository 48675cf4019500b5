using System.Text;
using System.Text.Json;
using Kolosal.Storage.Keys;

namespace Kolosal.Audit;

/// <summary>A trail sealed by a key of the test's own, as an export writes it, and receipts of it.</summary>
internal sealed class SealedTrail
{
    private const string Origin = "kolosal/audit/ws";

    private static readonly byte[] Seed = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly byte[] PublicKey = Ed25519Signatures.PublicKey(Seed);

    public static NoteKey Key { get; } = new(Origin, [.. PublicKey]);

    public List<ChainedEntry> Entries { get; } = [];

    public static SealedTrail Of(int entries, Func<int, string>? detail = null)
    {
        var trail = new SealedTrail();
        for (int i = 0; i < entries; i++) trail.Add("thing.change", detail?.Invoke(i)
            ?? $$"""{"from":"draft {{i}}","to":"größer \"{{i}}\"\u0001"}""");
        return trail;
    }

    public void Add(string action, string detail) => Entries.Add(ChainedEntry.Seal(
        Entries.Count == 0 ? HashChain.Genesis : Entries[^1].Hash, Entries.Count, $"event-{Entries.Count}",
        new DateTimeOffset(2026, 1, 1, 0, 0, Entries.Count % 60, TimeSpan.Zero), "key_1", action, $"things/{Entries.Count}", "m", detail));

    public byte[] Export(int from = 0)
    {
        using var file = new MemoryStream();
        string before = from == 0 ? HashChain.Genesis : Entries[from - 1].Hash;
        file.Write([.. new ExportSeal(from, before, Note(), Key.ToString()).ToLine(), (byte)'\n']);
        foreach (var entry in Entries.Skip(from))
            file.Write([.. JsonSerializer.SerializeToUtf8Bytes(new { hash = entry.Hash, entry = entry.Text }, WireJson.Options), (byte)'\n']);
        return file.ToArray();
    }

    /// <summary>An export behind a dropped beginning.</summary>
    /// <param name="dropped">How many entries went.</param>
    public byte[] ExportBehind(int dropped)
    {
        var tree = new TreeFrontier();
        foreach (var entry in Entries.Take(dropped)) tree.Add(entry.LeafHash());
        var gone = new SealedTrail();
        gone.Entries.AddRange(Entries.Take(dropped));
        using var file = new MemoryStream();
        file.Write([.. new ExportSeal(dropped, Entries[dropped - 1].Hash, Note(), Key.ToString(),
            new(gone.Note(), [.. tree.ToBytes().Chunk(MerkleTree.HashBytes)])).ToLine(), (byte)'\n']);
        foreach (var entry in Entries.Skip(dropped))
            file.Write([.. JsonSerializer.SerializeToUtf8Bytes(new { hash = entry.Hash, entry = entry.Text }, WireJson.Options), (byte)'\n']);
        return file.ToArray();
    }

    public string Note()
    {
        string text = new TreeCheckpoint(
            Origin, Entries.Count, [.. MerkleTree.Root([.. Entries.Select(Leaf)])], Entries.Count == 0 ? HashChain.Genesis
                : Entries[^1].Hash).ToText();
        return SignedNote.Format(text, Key, Ed25519Signatures.Sign(Seed, PublicKey, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>A trail whose entry in the middle seals a batch of five requests, and the receipt of one of them.</summary>
    /// <param name="routing">Of the request; null for a batch of the first form, as batches were before leaves said it.</param>
    public static byte[] Receipt(AnswerRouting? routing = null)
    {
        var (trail, batch) = (Of(20), Guid.Parse("0192f0c1-2233-7445-8667-8899aabbccdd"));
        byte[][] hashes = [.. "abcd".Select(c => Enumerable.Repeat((byte)c, 32).ToArray())];
        byte[][] leaves = [.. Enumerable.Range(0, 5).Select(i => PredictionLeaf.OfHashes(40 + i, batch, 3, 1_700_000_000_123, 2, hashes))
            .Select(first => MerkleTree.LeafHash(routing?.Behind(first) ?? first))];
        var sealedBatch = new Dictionary<string, object>
        {
            ["requests"] = 5,
            ["rows"] = 10,
            ["merkle_root"] = Convert.ToHexStringLower(MerkleTree.RootOfHashes(leaves)),
            ["parts"] = new[] { new { log = "log_a", after = 39, last = 44 } },
        };
        if (routing is not null) sealedBatch["leaf"] = 2;
        trail.Add("prediction.batch", JsonSerializer.Serialize(sealedBatch));
        for (int i = 0; i < 30; i++) trail.Add("thing.change", "{}");
        int entry = 20, place = 2;
        return new PredictionReceipt(
            batch, 1, "m", 3, "log_a", 40 + place, 1_700_000_000_123, 2, [.. hashes], place, 5,
            [.. MerkleProof.Inclusion(place, 5).Select(part => MerkleTree.RootOfHashes(leaves.AsSpan((int)part.Start..(int)part.End)))], entry,
            trail.Entries[entry].Text,
            [.. MerkleProof.Inclusion(entry, 51).Select(part => MerkleTree.Root([.. trail.Entries[(int)part.Start..(int)part.End].Select(Leaf)]))],
            trail.Note(), Key.ToString(), routing).ToBytes();
    }

    private static ReadOnlyMemory<byte> Leaf(ChainedEntry entry) => Encoding.UTF8.GetBytes(entry.Text);
}
