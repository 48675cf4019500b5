using System.Text;
using Apache.Arrow;
using Kolosal.Tabular;
using Column = Kolosal.Tabular.Column;

namespace Kolosal.Engines.DuckDb;

/// <summary>Collects one column of a frame.</summary>
internal abstract class ColumnFiller(int rows)
{
    protected bool[]? Missing { get; private set; }

    public static ColumnFiller For(ColumnSchema schema, int rows) => schema.Type switch
    {
        ColumnType.Numeric => new Numbers(rows),
        ColumnType.Boolean => new Flags(rows, schema.Reading?.Flag),
        ColumnType.DateTime => new Instants(rows),
        ColumnType.Categorical => new Codes(rows, schema.Categories),
        _ => new Texts(rows),
    };

    /// <summary>Takes the column's next rows; the first is row <paramref name="at"/> of the frame.</summary>
    public abstract void Fill(IArrowArray next, int at);

    public abstract Column Finish();

    protected MissingMask Mask() => Missing is null ? MissingMask.None(rows) : MissingMask.From(Missing);

    protected void MarkMissing(int row) => (Missing ??= new bool[rows])[row] = true;

    protected void MarkMissing(IArrowArray next, int at)
    {
        if (next.NullCount == 0) return;
        for (int i = 0; i < next.Length; i++) if (next.IsNull(i)) MarkMissing(at + i);
    }

    private sealed class Numbers(int rows) : ColumnFiller(rows)
    {
        private readonly double[] values = GC.AllocateUninitializedArray<double>(rows);

        public override void Fill(IArrowArray next, int at)
        {
            ((DoubleArray)next).Values.CopyTo(values.AsSpan(at));
            MarkMissing(next, at);
            // A text read as a number may say inf.
            for (int i = at; i < at + next.Length; i++) if (!double.IsFinite(values[i])) MarkMissing(i);
        }

        public override Column Finish() => new NumericColumn(values, Mask());
    }

    private sealed class Flags(int rows, FlagWords? words) : ColumnFiller(rows)
    {
        private readonly bool[] values = new bool[rows];

        public override void Fill(IArrowArray next, int at)
        {
            var bits = ((BooleanArray)next).Values;
            for (int i = 0; i < next.Length; i++) values[at + i] = (bits[i >> 3] >> (i & 7) & 1) != 0;
            MarkMissing(next, at);
        }

        public override Column Finish() => new BooleanColumn(values, Mask(), words);
    }

    private sealed class Instants(int rows) : ColumnFiller(rows)
    {
        private readonly long[] ticks = new long[rows];

        public override void Fill(IArrowArray next, int at)
        {
            var microseconds = ((Int64Array)next).Values;
            MarkMissing(next, at);
            for (int i = 0; i < microseconds.Length; i++)
            {
                if (Missing is not null && Missing[at + i]) continue;
                // DuckDB knows infinite times and years beyond 9999; a frame does not.
                var wide = (Int128)microseconds[i] * TimeSpan.TicksPerMicrosecond + DateTime.UnixEpoch.Ticks;
                if (wide >= 0 && wide <= DateTime.MaxValue.Ticks) ticks[at + i] = (long)wide;
                else MarkMissing(at + i);
            }
        }

        public override Column Finish() => new DateTimeColumn(ticks, Mask());
    }

    private sealed class Codes : ColumnFiller
    {
        private readonly int[] codes;
        private readonly List<string> categories;
        private readonly Dictionary<string, int> index;
        private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;
        private char[] letters = new char[256];

        public Codes(int rows, ImmutableArray<string> known)
            : base(rows)
        {
            codes = new int[rows];
            categories = [.. known];
            index = known.Select((c, i) => (c, i)).ToDictionary(x => x.c, x => x.i, StringComparer.Ordinal);
            lookup = index.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        public override void Fill(IArrowArray next, int at)
        {
            var texts = (StringArray)next;
            for (int i = 0; i < texts.Length; i++) codes[at + i] = texts.IsValid(i) ? CodeOf(texts.GetBytes(i)) : -1;
        }

        private int CodeOf(ReadOnlySpan<byte> utf8)
        {
            if (letters.Length < utf8.Length) letters = new char[utf8.Length];
            var text = letters.AsSpan(0, Encoding.UTF8.GetChars(utf8, letters));
            if (lookup.TryGetValue(text, out int code)) return code;
            string category = text.ToString();
            index.Add(category, categories.Count);
            categories.Add(category);
            return categories.Count - 1;
        }

        public override Column Finish() => new CategoricalColumn(codes, [.. categories]);
    }

    private sealed class Texts(int rows) : ColumnFiller(rows)
    {
        private readonly string?[] values = new string?[rows];

        public override void Fill(IArrowArray next, int at)
        {
            var texts = (StringArray)next;
            for (int i = 0; i < texts.Length; i++) values[at + i] = texts.GetString(i);
        }

        public override Column Finish() => new TextColumn(values);
    }
}
