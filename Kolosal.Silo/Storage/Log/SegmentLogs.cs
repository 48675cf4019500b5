using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Kolosal.Storage.Files;
using Microsoft.Extensions.Options;

namespace Kolosal.Storage.Log;

/// <summary>The folder <c>logs</c>: one sub-folder a log, and the file <c>id</c>.</summary>
internal sealed partial class SegmentLogs : ISegmentLogs, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<SegmentLog>> _logs = new();
    private readonly string _folder;
    private readonly long _segmentBytes;

    public SegmentLogs(DataDirectory directory, IOptions<StorageOptions> options)
    {
        _folder = directory.Folder("logs");
        _segmentBytes = options.Value.SegmentBytes;
        string id = Path.Combine(_folder, "id");
        if (!File.Exists(id)) DurableFile.Write(id, Encoding.ASCII.GetBytes($"log_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}"));
        LogId = File.ReadAllText(id);
    }

    public string LogId { get; }

    public ISegmentLog Open(string name)
    {
        if (!Name().IsMatch(name)) throw new ArgumentException($"Need a log name of 1 to 128 of a-z, 0-9, _ and -, got '{name}'.", nameof(name));

        // A log that failed to open is tried again at the next call: the fault may have been repaired.
        var log = _logs.GetOrAdd(name, key => new Lazy<SegmentLog>(() => new SegmentLog(key, Path.Combine(_folder, key), _segmentBytes)));
        try
        {
            return log.Value;
        }
        catch
        {
            _logs.TryRemove(new KeyValuePair<string, Lazy<SegmentLog>>(name, log));
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var log in _logs.Values)
        {
            if (log.IsValueCreated) log.Value.Dispose();
        }
    }

    [GeneratedRegex("^[a-z0-9_-]{1,128}\\z")]
    private static partial Regex Name();
}
