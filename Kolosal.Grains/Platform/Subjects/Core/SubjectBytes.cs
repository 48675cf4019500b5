using System.Text;

namespace Kolosal.Subjects;

/// <summary>Looks for a person's distinctive values in bytes of any kind, as UTF-8 and as UTF-16, as they were given, in capitals and in small
/// letters.</summary>
public sealed class SubjectBytes
{
    private const int WindowBytes = 1 << 20;

    private readonly byte[][] needles;

    /// <param name="match">The person.</param>
    public SubjectBytes(SubjectMatch match) => needles =
    [
        .. match.Distinctive.SelectMany(value => (string[])[value, value.ToUpperInvariant(), value.ToLowerInvariant()])
            .Distinct().SelectMany(text => (byte[][])[Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text)]),
    ];

    /// <summary>Nothing can be looked for: every value is too common a word.</summary>
    public bool IsEmpty => needles.Length == 0;

    /// <summary>Whether one of the values stands in the bytes.</summary>
    public bool StandIn(ReadOnlySpan<byte> bytes)
    {
        foreach (byte[] needle in needles)
            if (bytes.IndexOf(needle) >= 0) return true;
        return false;
    }

    /// <summary>Whether one of the values stands in what a stream still holds.</summary>
    public Task<bool> StandInAsync(Stream stream, CancellationToken cancel) => StandInAsync(default, stream, cancel);

    /// <summary>The same for a stream of which some was read: a value that begins in that is found as well.</summary>
    /// <param name="before">What was read last, which was looked through.</param>
    /// <param name="stream">Holds the rest.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<bool> StandInAsync(ReadOnlyMemory<byte> before, Stream stream, CancellationToken cancel)
    {
        if (IsEmpty) return false;
        int overlap = needles.Max(needle => needle.Length) - 1, kept = Math.Min(overlap, before.Length);
        var window = new byte[WindowBytes + overlap];
        for (before[^kept..].CopyTo(window); ;)
        {
            int read = await stream.ReadAtLeastAsync(window.AsMemory(kept, WindowBytes), WindowBytes, throwOnEndOfStream: false, cancel);
            int filled = kept + read;
            if (StandIn(window.AsSpan(0, filled))) return true;
            if (read < WindowBytes) return false;
            kept = Math.Min(overlap, filled);
            window.AsSpan(filled - kept, kept).CopyTo(window);
        }
    }
}
