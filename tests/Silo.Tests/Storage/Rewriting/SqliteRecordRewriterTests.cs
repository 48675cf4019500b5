using System.Text;
using Kolosal.Storage.Sqlite;
using Kolosal.Storage.State;
using Orleans.Storage;

namespace Kolosal.Storage;

/// <summary>Records are changed in place; whoever still holds the old one is refused, and no byte of it stays in the files.</summary>
public sealed class SqliteRecordRewriterTests : IDisposable
{
    private const string Person = "ann-4711@example.org";

    private readonly StorageFolder folder = new();
    private readonly SqliteDatabase database;
    private readonly SqliteGrainStorage storage;
    private readonly SqliteRecordRewriter rewriter;
    private readonly SqliteCatalogue catalogue;

    public SqliteRecordRewriterTests()
    {
        database = new(Path.Combine(folder.Root, "test.db"), SqliteSynchronous.Normal);
        var seal = new StateSeal(StorageFolder.Keys());
        (storage, rewriter, catalogue) = (new(database, seal), new(database, seal), new(database));
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task What_is_rewritten_is_read_and_sealed_and_an_older_activation_cannot_write_it_back()
    {
        var (grain, foreign) = (GrainId.Create("note", "acme/one"), GrainId.Create("note", "acme2/one"));
        var held = new GrainState<Note>(new Note { Text = $"asked by {Person}" });
        await storage.WriteStateAsync("note", grain, held);
        await storage.WriteStateAsync("note", foreign, new GrainState<Note>(new Note { Text = Person }));
        var now = DateTimeOffset.UnixEpoch;
        await catalogue.UpsertAsync(new("acme", "note", "one", now, now, $$"""{"text":"{{Person}}"}"""), default);
        await catalogue.UpsertAsync(new("acme2", "note", "one", now, now, $$"""{"text":"{{Person}}"}"""), default);

        var done = await rewriter.RewriteAsync("acme", Without, default);
        Assert.Equal(("note/acme/one", 1, 0), (Assert.Single(done.States), done.Entries, done.Unnamed));
        var read = new GrainState<Note>(new Note());
        await storage.ReadStateAsync("note", grain, read);
        Assert.Equal("asked by nobody", read.State!.Text);
        Assert.Equal("""{"text":"nobody"}""", (await catalogue.FindAsync("acme", "note", "one", default))!.Document);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("note", grain, held));
        read.State.Text = "written by whoever read it anew";
        await storage.WriteStateAsync("note", grain, read);

        // Another workspace's, and a second time.
        Assert.Contains(Person, (await catalogue.FindAsync("acme2", "note", "one", default))!.Document, StringComparison.Ordinal);
        Assert.True((await rewriter.RewriteAsync("acme", Without, default)) is { States: [], Entries: 0 });
        await rewriter.RewriteAsync("acme2", Without, default);
        Assert.True(database.EmptyLog());
        foreach (string path in Directory.GetFiles(folder.Root))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.Length];
            file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Person)) < 0, path);
        }
    }

    private static byte[]? Without(StoredRecord record)
    {
        string text = Encoding.UTF8.GetString(record.Json.Span);
        return text.Contains(Person, StringComparison.Ordinal)
            ? Encoding.UTF8.GetBytes(text.Replace(Person, "nobody", StringComparison.Ordinal)) : null;
    }

    [GenerateSerializer, Alias("kolosal.tests.rewritten-note")]
    public sealed class Note
    {
        [Id(0)] public string Text { get; set; } = "";
    }
}
