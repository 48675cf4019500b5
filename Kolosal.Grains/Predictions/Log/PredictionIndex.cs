using System.Buffers.Binary;
using System.Text;

namespace Kolosal.Predictions;

/// <summary>Where each model's records lie in the prediction log: its last two positions, the blocks of the log that hold any, and between which
/// instants the requests of each block were answered. Safe for any number of callers.</summary>
/// <remarks>
/// Blocks instead of positions keep it small: one number per model and 4,096 records, whatever the traffic. A finished block is written as
/// one record to a log of its own, so that a start reads those and scans only what came after the last of them.
/// </remarks>
internal sealed class PredictionIndex
{
    public const string LogName = "predictions-index";
    public const int BlockRecords = 4_096;
    public const long None = long.MaxValue;

    /// <summary>Blocks of the first format say nothing of time.</summary>
    private const byte Format = 2, FormatWithoutTimes = 1;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> models = new(StringComparer.Ordinal);
    private readonly HashSet<string> touched = new(StringComparer.Ordinal);
    private readonly List<TimeRange> times = [];
    private long next;

    /// <summary>Every record below it is in the index.</summary>
    public long Next
    {
        get { lock (gate) return next; }
    }

    /// <summary>Takes in the next record of the log.</summary>
    /// <param name="model">Whose it is.</param>
    /// <param name="position">Its place.</param>
    /// <param name="at">When its request was answered, in Unix milliseconds; null when it cannot be read.</param>
    /// <returns>The record to keep of the block that this one finished; null while it is unfinished.</returns>
    public byte[]? Add(string model, long position, long? at = null)
    {
        lock (gate)
        {
            if (position != next)
                throw new ArgumentOutOfRangeException(nameof(position), position, $"Need record {next}: the index follows the log.");
            if (next % BlockRecords == 0) times.Add(TimeRange.Empty);
            if (at is { } instant) times[^1] = times[^1].With(instant);
            next++;
            if (!models.TryGetValue(model, out var entry)) models.Add(model, entry = new());
            entry.Add(position);
            touched.Add(model);
            return next % BlockRecords == 0 ? FinishBlock() : null;
        }
    }

    /// <summary>Takes in a finished block.</summary>
    /// <returns>False when it is not the block that comes next; then it is not taken.</returns>
    public bool Restore(ReadOnlySpan<byte> block)
    {
        lock (gate)
        {
            bool timed = block.Length > 0 && block[0] == Format;
            if (block.Length < (timed ? 29 : 13) || block[0] is not (Format or FormatWithoutTimes)
                || BinaryPrimitives.ReadInt64LittleEndian(block[1..]) != next) return false;
            int count = BinaryPrimitives.ReadInt32LittleEndian(block[9..]), at = 13;
            times.Add(timed ? new(BinaryPrimitives.ReadInt64LittleEndian(block[13..]), BinaryPrimitives.ReadInt64LittleEndian(block[21..]))
                : TimeRange.Any);
            if (timed) at = 29;
            for (int i = 0; i < count; i++)
            {
                int length = BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);
                string model = Encoding.UTF8.GetString(block.Slice(at + 2, length));
                at += 2 + length;
                if (!models.TryGetValue(model, out var entry)) models.Add(model, entry = new());
                entry.Restore((int)(next / BlockRecords), BinaryPrimitives.ReadInt64LittleEndian(block[at..]),
                    BinaryPrimitives.ReadInt64LittleEndian(block[(at + 8)..]));
                at += 16;
            }

            next += BlockRecords;
            return true;
        }
    }

    /// <summary>Position of a model's last record; −1 when it has none.</summary>
    public long Last(string model)
    {
        lock (gate) return models.TryGetValue(model, out var entry) ? entry.Last : -1;
    }

    /// <summary>Where to begin reading for a model's first record at or behind a position; <see cref="None"/> when there is none.</summary>
    public long Seek(string model, long from)
    {
        lock (gate)
        {
            if (!models.TryGetValue(model, out var entry) || entry.Last < from) return None;
            int wanted = (int)(Math.Max(0, from) / BlockRecords), found = entry.Blocks.BinarySearch(wanted);
            return found >= 0 ? Math.Max(0, from) : (long)entry.Blocks[~found] * BlockRecords;
        }
    }

    /// <summary>Models with a record at or behind a position, with their last two positions.</summary>
    public ImmutableArray<(string Model, long Prior, long Last)> Since(long position)
    {
        lock (gate) return [.. models.Where(model => model.Value.Last >= position).Select(model => (model.Key, model.Value.Prior, model.Value.Last))];
    }

    /// <summary>Blocks that may hold requests of a workspace answered at one of some instants, the newest first.</summary>
    /// <param name="workspace">Whose models'.</param>
    /// <param name="instants">Unix milliseconds, ascending.</param>
    public ImmutableArray<int> Blocks(string workspace, ReadOnlySpan<long> instants)
    {
        lock (gate)
        {
            var found = ImmutableArray.CreateBuilder<int>();
            var own = OfWorkspace(workspace);
            for (int block = times.Count - 1; block >= 0; block--)
                if (times[block].HoldsAny(instants) && own.Any(entry => entry.Blocks.BinarySearch(block) >= 0)) found.Add(block);
            return found.ToImmutable();
        }
    }

    /// <summary>The newest blocks that hold requests of a workspace, the newest first.</summary>
    public ImmutableArray<int> NewestBlocks(string workspace, int most)
    {
        lock (gate)
            return [.. OfWorkspace(workspace).SelectMany(entry => entry.Blocks.TakeLast(most)).Distinct().OrderDescending().Take(most)];
    }

    private Entry[] OfWorkspace(string workspace) =>
        [.. models.Where(model => model.Key.StartsWith($"{workspace}/", StringComparison.Ordinal)).Select(model => model.Value)];

    private byte[] FinishBlock()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Format);
        writer.Write(next - BlockRecords);
        writer.Write(touched.Count);
        writer.Write(times[^1].First);
        writer.Write(times[^1].Last);
        foreach (string model in touched)
        {
            byte[] key = Encoding.UTF8.GetBytes(model);
            writer.Write(checked((ushort)key.Length));
            writer.Write(key);
            writer.Write(models[model].Prior);
            writer.Write(models[model].Last);
        }

        touched.Clear();
        return stream.ToArray();
    }

    /// <summary>Between which instants, both included, the requests of a block were answered; clocks may step, so blocks may overlap.</summary>
    private readonly record struct TimeRange(long First, long Last)
    {
        public static readonly TimeRange Empty = new(long.MaxValue, long.MinValue), Any = new(long.MinValue, long.MaxValue);

        public TimeRange With(long at) => new(Math.Min(First, at), Math.Max(Last, at));

        public bool HoldsAny(ReadOnlySpan<long> instants)
        {
            int at = instants.BinarySearch(First);
            if (at < 0) at = ~at;
            return at < instants.Length && instants[at] <= Last;
        }
    }

    private sealed class Entry
    {
        public List<int> Blocks { get; } = [];

        public long Prior { get; private set; } = -1;

        public long Last { get; private set; } = -1;

        public void Add(long position)
        {
            int block = (int)(position / BlockRecords);
            if (Blocks.Count == 0 || Blocks[^1] != block) Blocks.Add(block);
            (Prior, Last) = (Last, position);
        }

        public void Restore(int block, long prior, long last)
        {
            Blocks.Add(block);
            (Prior, Last) = (prior, last);
        }
    }
}
