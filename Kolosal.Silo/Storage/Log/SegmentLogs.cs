using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Kolosal.Storage.Files;
using Microsoft.Extensions.Options;

namespace Kolosal.Storage.Log;

/// <summary>The folder <c>logs</c>: one sub-folder a log, and the file <c>id</c>. Marks elsewhere remember how far each log had come.</summary>
internal sealed partial class SegmentLogs : ISegmentLogs, ILogRewriter, IDisposable
{
    /// <summary>Numbers that a mark gives leave to hand out before it must be renewed: a minute of a log at its fastest.</summary>
    private const long ReservedAhead = 1L << 20;

    private static readonly TimeSpan MarkEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Lazy<SegmentLog>> logs = new();
    private readonly ConcurrentDictionary<string, LogMark> marked = new();
    private readonly string folder;
    private readonly long segmentBytes;
    private readonly ILogMarks? marks;
    private readonly IStorageLosses? losses;
    private readonly Timer? marking;
    private int isMarking;

    /// <param name="directory">Holds the folder.</param>
    /// <param name="options">How large a segment becomes.</param>
    /// <param name="marks">Where it is remembered how far the logs have come; null where nothing is.</param>
    /// <param name="losses">Told of what is damaged or gone; null for nobody.</param>
    public SegmentLogs(DataDirectory directory, IOptions<StorageOptions> options, ILogMarks? marks = null, IStorageLosses? losses = null)
    {
        (folder, segmentBytes, this.marks, this.losses) = (directory.Folder("logs"), options.Value.SegmentBytes, marks, losses);
        string id = Path.Combine(folder, "id");
        if (!File.Exists(id)) DurableFile.Write(id, Encoding.ASCII.GetBytes($"log_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}"));
        LogId = File.ReadAllText(id);
        if (marks is not null) marking = new Timer(_ => _ = MarkAsync(), null, MarkEvery, MarkEvery);
    }

    public string LogId { get; }

    /// <summary>The logs that are open.</summary>
    public IEnumerable<SegmentLog> Opened => logs.Values.Where(log => log.IsValueCreated).Select(log => log.Value);

    public ISegmentLog Open(string name)
    {
        if (!Name().IsMatch(name)) throw new ArgumentException($"Need a log name of 1 to 128 of a-z, 0-9, _ and -, got '{name}'.", nameof(name));

        // A log that failed to open is tried again at the next call: the fault may have been repaired.
        var log = logs.GetOrAdd(name, key => new Lazy<SegmentLog>(() => OpenMarked(key)));
        try
        {
            return log.Value;
        }
        catch (Exception fault)
        {
            logs.TryRemove(new KeyValuePair<string, Lazy<SegmentLog>>(name, log));
            if (fault is IOException or UnauthorizedAccessException) throw new LogFailedException(name, fault);
            throw;
        }
    }

    /// <summary>Removes whole segments of an open log that hold only smaller numbers than one.</summary>
    /// <returns>Bytes freed.</returns>
    public async Task<long> RemoveAsync(string name, long before)
    {
        var log = (SegmentLog)Open(name);
        if (marks is not null && before > log.FirstPosition) await SaveAsync([Mark(log) with { First = before }]);
        return log.Remove(before);
    }

    public Task<long> RewriteAsync(string name, Func<ReadOnlyMemory<byte>, byte[]?> rewrite, CancellationToken cancel) =>
        Task.Run(() => ((SegmentLog)Open(name)).Rewrite(rewrite, cancel), cancel); // reads the whole log: off the caller's scheduler

    public void Dispose()
    {
        marking?.Dispose();
        foreach (var log in Opened) log.Dispose();
        if (marks is null) return;
        try
        {
            SaveAsync([.. Opened.Select(log => Mark(log))]).GetAwaiter().GetResult();
        }
        catch (Exception full) when (full is StorageException or IOException)
        {
            // The marks of a second ago stand: they notice a loss as well, of all but what came since.
        }
    }

    private SegmentLog OpenMarked(string name)
    {
        var log = new SegmentLog(name, Path.Combine(folder, name), segmentBytes, lost => Report(name, lost));
        try
        {
            if (marks?.Find(name) is not { } mark) return log;
            marked[name] = mark;
            if (log.FirstPosition > mark.First)
                Report(name, new(mark.First, log.FirstPosition, "The segments at its beginning are missing."));
            if (log.NextPosition >= mark.Durable) return log;
            Report(name, new(log.NextPosition, mark.Durable, $"It ends at record {log.NextPosition}; {mark.Durable} had reached the disk."));

            // A chain's numbers are its entries'; whoever continues it knows the next one from its signed head.
            if (WorkspaceOf(name) is null) log.SkipTo(Math.Max(mark.Reserved, mark.Durable));
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    private void Report(string name, LostRecords lost) => losses?.Report(new(
        $"{LogId}/{name}/{lost.From}-{lost.Until}", WorkspaceOf(name), $"logs/{name}", null, $"Records of the log {name} are lost",
        $"{lost.Why} Records {lost.From} to {Math.Max(lost.From, lost.Until - 1)} cannot be read. Their numbers are not given again. Stop the "
        + "server and put the segment back from a backup, if there is one."));

    /// <summary>The chain of a workspace is its own matter; other logs are the installation's.</summary>
    private static string? WorkspaceOf(string name) => name.StartsWith("audit-", StringComparison.Ordinal) ? name["audit-".Length..] : null;

    private async Task MarkAsync()
    {
        if (Interlocked.Exchange(ref isMarking, 1) == 1) return;
        try
        {
            var changed = Opened.Select(log => Mark(log)).Where(mark => marked.GetValueOrDefault(mark.Name) != mark).ToArray();
            if (changed.Length > 0) await SaveAsync(changed);
        }
        catch (Exception away) when (away is StorageException or IOException or ObjectDisposedException)
        {
            // Tried again in a second; readiness tells that the database takes no writes.
        }
        finally
        {
            Volatile.Write(ref isMarking, 0);
        }
    }

    private LogMark Mark(SegmentLog log)
    {
        var known = marked.GetValueOrDefault(log.Name);
        long durable = log.DurablePosition, reserved = known?.Reserved ?? 0;
        if (log.NextPosition + ReservedAhead / 2 > reserved) reserved = log.NextPosition + ReservedAhead;
        return new(log.Name, Math.Max(known?.First ?? 0, log.FirstPosition), durable, reserved);
    }

    private async Task SaveAsync(LogMark[] marks)
    {
        await this.marks!.SaveAsync(marks);
        foreach (var mark in marks) marked[mark.Name] = mark;
    }

    [GeneratedRegex("^[a-z0-9_-]{1,128}\\z")]
    private static partial Regex Name();
}
