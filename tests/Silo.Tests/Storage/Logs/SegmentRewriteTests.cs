using System.Text;
using Kolosal.Storage.Log;

namespace Kolosal.Storage;

/// <summary>Records of a log are replaced in their places, while it is written and read.</summary>
public sealed class SegmentRewriteTests : IDisposable
{
    private readonly StorageFolder folder = new();

    private string Logs => Path.Combine(folder.Root, "log");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_replaced_record_is_gone_from_the_files_and_every_other_stays()
    {
        using (var log = Open())
        {
            for (int i = 0; i < 200; i++) await log.AppendAsync(Encoding.UTF8.GetBytes($"record {i} of {(i % 50 == 7 ? "ann" : "bob")}"));
            Assert.Equal(4, log.Rewrite(record => Text(record).EndsWith("ann", StringComparison.Ordinal) ? "gone"u8.ToArray() : null, default));
            Assert.Equal(0, log.Rewrite(record => Text(record).EndsWith("ann", StringComparison.Ordinal) ? "gone"u8.ToArray() : null, default));
            Assert.Equal(200, await log.AppendAsync("record 200 of bob"u8.ToArray()));
            await AssertHoldsAsync(log);
        }

        Assert.All(Directory.GetFiles(Logs), path => Assert.True(File.ReadAllBytes(path).AsSpan().IndexOf("ann"u8) < 0, path));
        File.WriteAllText(Path.Combine(Logs, $"{0:d20}.seg.rewriting"), "ann"); // as a crash leaves it
        using var again = Open();
        Assert.Equal(201, again.NextPosition);
        await AssertHoldsAsync(again);
        Assert.All(Directory.GetFiles(Logs), path => Assert.EndsWith(".seg", path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Appending_goes_on_meanwhile()
    {
        using var log = Open();
        using var enough = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            long written = 0;
            for (; !enough.IsCancellationRequested; written++) await log.AppendAsync("ann"u8.ToArray());
            return written;
        });
        long replaced = 0;

        // So often that some fall between two writes, when nothing waits, and some upon a writer that rests.
        while (replaced < 1_000) replaced += log.Rewrite(record => Text(record) == "ann" ? "x"u8.ToArray() : null, default);
        enough.Cancel();
        long written = await writer, gone = 0, left = 0;
        replaced += log.Rewrite(record => Text(record) == "ann" ? "x"u8.ToArray() : null, default);
        await foreach (var record in log.ReadAsync(0))
        {
            if (Text(record.Payload) == "x\0\0") gone++;
            else left++;
        }

        Assert.Equal((written, written, 0), (replaced, gone, left));
    }

    [Fact]
    public async Task What_is_longer_than_what_it_replaces_is_refused_and_nothing_changes()
    {
        using var log = Open();
        await log.AppendAsync("ab"u8.ToArray());
        Assert.Throws<ArgumentException>(() => log.Rewrite(_ => "abc"u8.ToArray(), default));
        await foreach (var record in log.ReadAsync(0)) Assert.Equal("ab", Text(record.Payload));
    }

    private static async Task AssertHoldsAsync(SegmentLog log)
    {
        int next = 0;
        await foreach (var record in log.ReadAsync(0))
        {
            Assert.Equal(next, record.Position);
            Assert.Equal(next % 50 == 7 && next < 200 ? "gone" : $"record {next} of bob", Text(record.Payload).TrimEnd('\0'));
            next++;
        }

        Assert.Equal(201, next);
    }

    private static string Text(ReadOnlyMemory<byte> record) => Encoding.UTF8.GetString(record.Span);

    private SegmentLog Open() => new("test", Logs, 1_000);
}
