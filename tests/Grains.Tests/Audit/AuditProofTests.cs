using System.Text;
using Kolosal.Storage;
using Kolosal.Testing;

namespace Kolosal.Audit;

public class AuditProofTests
{
    private const string Key = "ws";

    [Fact]
    public async Task Every_entry_is_proved_against_the_signed_checkpoint_also_after_a_restart()
    {
        await using var silo = await PlatformSilo.StartAsync();
        await AppendAsync(silo, 0, 700);
        await silo.Silo.DeactivateAsync(silo.Grains.Audit(Key));
        await AppendAsync(silo, 700, 5);
        var keys = (await silo.Grains.Audit(Key).GetKeysAsync()).Select(NoteKey.Parse).ToArray();
        foreach (long sequence in (long[])[0, 1, 255, 256, 511, 512, 699, 704])
        {
            var proof = (await silo.Grains.Audit(Key).ProveAsync(sequence)).Value!;
            var note = SignedNote.Parse(proof.Checkpoint.Note!);
            var stated = TreeCheckpoint.Parse(note.Text);
            Assert.True(note.IsSignedBy(keys[^1], silo.Service<ILogSigner>().Verify));
            Assert.Equal(("kolosal/audit/ws", 705L, proof.Checkpoint.Head), (stated.Origin, stated.Size, stated.ChainHead));
            Assert.True(MerkleProof.VerifyInclusion(
                sequence, stated.Size, MerkleTree.LeafHash(Encoding.UTF8.GetBytes(proof.Entry)), [.. proof.Path.Select(Convert.FromHexString)],
                stated.Root.AsSpan()));
        }

        Assert.Equal("audit.no-such-entry", (await silo.Grains.Audit(Key).ProveAsync(705)).Refusal!.Code);
        Assert.True((await silo.Grains.Audit(Key).VerifyAsync()).Valid);
    }

    [Fact]
    public async Task The_log_is_proved_to_have_only_grown()
    {
        await using var silo = await PlatformSilo.StartAsync();
        await AppendAsync(silo, 0, 300);
        var early = TreeCheckpoint.Parse(SignedNote.Parse((await silo.Grains.Audit(Key).GetCheckpointAsync())!.Note!).Text);
        await AppendAsync(silo, 300, 400);
        var late = TreeCheckpoint.Parse(SignedNote.Parse((await silo.Grains.Audit(Key).GetCheckpointAsync())!.Note!).Text);
        var proof = (await silo.Grains.Audit(Key).ProveConsistencyAsync(early.Size, late.Size)).Value!;
        Assert.True(MerkleProof.VerifyConsistency(
            early.Size, late.Size, early.Root.AsSpan(), late.Root.AsSpan(), [.. proof.Path.Select(Convert.FromHexString)]));
        Assert.Equal("audit.bad-sizes", (await silo.Grains.Audit(Key).ProveConsistencyAsync(0, null)).Refusal!.Code);
        Assert.Equal("audit.bad-sizes", (await silo.Grains.Audit(Key).ProveConsistencyAsync(1, 701)).Refusal!.Code);
    }

    [Fact]
    public async Task Tiles_are_what_the_entries_hash_to()
    {
        await using var silo = await PlatformSilo.StartAsync();
        await AppendAsync(silo, 0, 600);
        var hashes = new List<byte[]>();
        await foreach (var line in silo.Grains.Audit(Key).ExportAsync(0)) hashes.Add(MerkleTree.LeafHash(Encoding.UTF8.GetBytes(line.Entry)));
        Assert.Equal(hashes[256..512].SelectMany(hash => hash), (await silo.Grains.Audit(Key).ReadTileAsync("0/001")).Value!);
        Assert.Equal(hashes[512..600].SelectMany(hash => hash), (await silo.Grains.Audit(Key).ReadTileAsync("0/002.p/88")).Value!);
        byte[] upper = (await silo.Grains.Audit(Key).ReadTileAsync("1/000.p/2")).Value!;
        Assert.Equal(MerkleTree.RootOfHashes(hashes.GetRange(0, 256).ToArray()), upper[..32]);
        Assert.Equal(MerkleTree.RootOfHashes(hashes.GetRange(256, 256).ToArray()), upper[32..]);
        byte[] bundle = (await silo.Grains.Audit(Key).ReadTileAsync("entries/002.p/1")).Value!;
        Assert.Equal(hashes[512], MerkleTree.LeafHash(bundle.AsSpan(2)));
        Assert.Equal(bundle.Length - 2, bundle[0] * 256 + bundle[1]);
        foreach (string path in (string[])["0/002", "1/000", "0/003", "2/000.p/1", "entries/002.p/89", "x"])
            Assert.Equal("audit.no-such-tile", (await silo.Grains.Audit(Key).ReadTileAsync(path)).Refusal!.Code);
    }

    [Fact]
    public async Task A_kept_hash_that_was_tampered_with_is_made_anew_from_the_log()
    {
        await using var silo = await PlatformSilo.StartAsync();
        await AppendAsync(silo, 0, 600);
        await silo.Service<ICatalogue>().UpsertAsync(
            new(Key, CatalogueKinds.AuditTile, "000000000000", default, default, $$"""{"tile":0,"root":"{{new string('a', 64)}}"}"""), default);
        await silo.Silo.DeactivateAsync(silo.Grains.Audit(Key));
        Assert.True((await silo.Grains.Audit(Key).ProveAsync(590)).Accepted);
    }

    [Fact]
    public async Task Of_entries_that_were_lost_no_proof_is_made()
    {
        var log = new AuditLogInMemory();
        await using var silo = await PlatformSilo.StartAsync(services: services =>
            Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions
            .AddSingleton<IAuditLog>(services, log));
        await AppendAsync(silo, 0, 20);
        log.Entries.RemoveRange(10, 10);
        Assert.Equal("audit.entries-lost", (await silo.Grains.Audit(Key).ProveAsync(3)).Refusal!.Code);
        Assert.Equal("audit.entries-lost", (await silo.Grains.Audit(Key).ProveAsync(15)).Refusal!.Code);
    }

    [Fact]
    public async Task Many_at_once_are_each_in_the_chain_once()
    {
        await using var silo = await PlatformSilo.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => silo.Grains.Audit(Key).AppendAsync([Entry(i % 300)])));
        var verified = await silo.Grains.Audit(Key).VerifyAsync();
        Assert.Equal((true, 300L, 300L), (verified.Valid, verified.Entries, verified.Checkpoint!.Entries));
    }

    private static async Task AppendAsync(PlatformSilo silo, int first, int count)
    {
        for (int i = 0; i < count; i += 100)
            await silo.Grains.Audit(Key).AppendAsync([.. Enumerable.Range(first + i, Math.Min(100, count - i)).Select(Entry)]);
    }

    private static AuditEntry Entry(int number) => new(
        $"event-{number}", new DateTimeOffset(2026, 1, 1, 0, 0, number % 60, TimeSpan.Zero), "key_1", "thing.change", $"things/{number}", null, "{}");
}
