using Kolosal.Storage.Log;

namespace Kolosal.Backup;

/// <summary>The segments of all logs of a machine, held open so that none goes away, and where each ends at the moment of a snapshot.</summary>
/// <remarks>To be opened before the moment, fixed right behind it, in one thread.</remarks>
internal sealed class HeldSegments(string folder, SegmentLogs logs) : IDisposable
{
    private readonly Dictionary<string, FileStream> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> ends = new(StringComparer.Ordinal), lengths = new(StringComparer.Ordinal);

    /// <summary>By log the number behind its last record.</summary>
    public IReadOnlyDictionary<string, long> Ends => ends;

    /// <summary>Path below the folder of logs, and bytes that belong to the moment.</summary>
    public IEnumerable<(string Name, long Length)> Parts =>
        lengths.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => (Path.GetRelativePath(folder, part.Key), part.Value));

    /// <summary>Opens what is there. A log is opened, too: only then is it known how far it has reached the disk.</summary>
    public void Open()
    {
        foreach (string name in MachineFacts.LogNames(folder))
        {
            _ = logs.Open(name);
            Hold(name);
        }
    }

    /// <summary>Fixes each log's end, and opens the segments that were begun since.</summary>
    public void Fix()
    {
        foreach (string name in MachineFacts.LogNames(folder))
        {
            long end = logs.Open(name).DurablePosition;
            Hold(name);
            ends[name] = end;
            string place = Path.Combine(folder, name) + Path.DirectorySeparatorChar;
            string[] own = [.. files.Keys.Where(path => path.StartsWith(place, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
            string[] begun = [.. own.Where(path => First(path) <= end)];
            foreach (string path in begun[..^1]) lengths[path] = files[path].Length;
            lengths[begun[^1]] = EndOf(begun[^1], end);
        }
    }

    /// <summary>A part's bytes from its beginning.</summary>
    public Stream Read(string name)
    {
        var file = files[Path.Combine(folder, name)];
        file.Position = 0;
        return new Borrowed(file);
    }

    public void Dispose()
    {
        foreach (var file in files.Values) file.Dispose();
        files.Clear();
    }

    private void Hold(string name)
    {
        foreach (string path in Directory.EnumerateFiles(Path.Combine(folder, name), $"*{Segment.Extension}"))
        {
            if (files.ContainsKey(path)) continue;
            try
            {
                files.Add(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, useAsync: true));
            }
            catch (FileNotFoundException)
            {
                // Removed by retention between the look and the opening: not part of the moment.
            }
        }
    }

    /// <summary>The byte at which the record of a number would begin; all of the file where its frames cannot be followed so far.</summary>
    private static long EndOf(string path, long end)
    {
        using var reader = new SegmentReader(new Segment(path, First(path), new SparseIndex()));
        return reader.TrySeek(end) ? reader.Offset : reader.FileLength;
    }

    private static long First(string path) =>
        long.Parse(Path.GetFileNameWithoutExtension(path), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Is closed by its reader, and stays open.</summary>
    private sealed class Borrowed(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer, cancellationToken);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
