using Microsoft.ML;

namespace Kolosal.Engines.MlNet;

/// <summary>The slots of a pipeline's features, each a function of one column: of a text any, of a number one that never falls.</summary>
/// <remarks>The functions are not read from the transforms but asked of the library, so that their rounding is its own: a text's code by code,
/// a number's by bisection of all numbers of single precision. Not thread-safe.</remarks>
internal sealed class MlNetSlots
{
    /// <summary>Numbers of single precision, rising; each power of two, where they are.</summary>
    private static readonly float[] Steps =
    [
        float.MinValue, .. Enumerable.Range(0, 2 * Powers + 1).Select(i => -MathF.ScaleB(1, Powers - i)), 0,
        .. Enumerable.Range(0, 2 * Powers + 1).Select(i => MathF.ScaleB(1, i - Powers)), float.MaxValue,
    ];

    private const int Powers = 126;

    private readonly MlNetScoring scoring;
    private readonly ImmutableArray<string>[] texts;
    private readonly double[] row;
    private readonly int[] columnOf; // −1 for a slot that is the same for all rows
    private readonly float[] start;
    private readonly bool[] falls;
    private readonly Dictionary<(int Slot, float Threshold), SlotQuestion> known = [];

    /// <param name="model">The pipeline, whose slots are such functions.</param>
    /// <param name="schema">What it was saved with.</param>
    /// <param name="features">The column that holds the slots.</param>
    /// <param name="columns">The columns that a row has.</param>
    /// <param name="texts">The text of each code of a column; empty for numbers.</param>
    public MlNetSlots(ITransformer model, DataViewSchema schema, string features, string[] columns, ImmutableArray<string>[] texts)
    {
        (this.texts, row) = (texts, new double[columns.Length]);
        scoring = new(model, schema, columns, texts, features);
        start = scoring.Slots(row);
        (columnOf, falls) = (new int[start.Length], new bool[start.Length]);
        Array.Fill(columnOf, -1);
        for (int column = 0; column < columns.Length; column++)
        {
            foreach (double value in Ends(column)) Find(column, value);
            if (texts[column].IsEmpty) Climb(column);
        }
    }

    /// <summary>Values in a row.</summary>
    public int Columns => row.Length;

    /// <summary>Whether a slot hangs on more than one column, so that no question of one column can stand for it.</summary>
    public bool AreMixed { get; private set; }

    /// <summary>Whether one was asked of that falls somewhere as its column rises: scaled by a negative number, or by a function that is not
    /// monotone far from the rows it was learnt from.</summary>
    public bool Fall { get; private set; }

    /// <summary>The question of a row that says whether a slot is at most a threshold.</summary>
    public SlotQuestion Ask(int slot, float threshold)
    {
        if (known.TryGetValue((slot, threshold), out var question)) return question;
        if ((uint)slot >= (uint)start.Length)
            throw new InvalidDataException($"A tree of the ML.NET archive asks slot {slot} of {start.Length}.");
        int column = columnOf[slot];
        Fall |= falls[slot];
        bool Left(double value) => Slot(slot, column, value) <= threshold;
        return known[(slot, threshold)] = column < 0 ? SlotQuestion.Same(start[slot] <= threshold) : texts[column].IsEmpty
            ? Number(column, Left)
            : SlotQuestion.Of(column, [.. Enumerable.Range(0, texts[column].Length + 1).Select(code => Left(code))], Left(double.NaN));
    }

    private SlotQuestion Number(int column, Func<double, bool> isLeft)
    {
        bool missingLeft = isLeft(double.NaN);
        bool lowest = isLeft(float.MinValue), highest = isLeft(float.MaxValue);
        if (lowest == highest || Fall)
            return lowest == missingLeft ? SlotQuestion.Same(lowest)
                : SlotQuestion.Up(column, lowest ? double.MaxValue : double.MinValue, missingLeft);
        int low = Place(float.MinValue), high = Place(float.MaxValue);
        while ((long)high - low > 1)
        {
            int middle = (int)(((long)high + low) / 2);
            if (isLeft(At(middle))) low = middle;
            else high = middle;
        }
        return SlotQuestion.Up(column, MlNetTrees.UpTo(At(low)), missingLeft);
    }

    /// <summary>The place of a number among all of single precision; 0 has the place 0.</summary>
    private static int Place(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        return bits < 0 ? int.MinValue - bits : bits;
    }

    private static float At(int place) => BitConverter.Int32BitsToSingle(place < 0 ? int.MinValue - place : place);

    /// <summary>Values among which every function of the column that is not constant differs from its value at 0.</summary>
    private IEnumerable<double> Ends(int column) => texts[column].IsEmpty ? [float.MinValue, float.MaxValue, double.NaN]
        : [.. Enumerable.Range(1, texts[column].Length).Select(code => (double)code), double.NaN];

    private void Find(int column, double value)
    {
        row[column] = value;
        float[] slots = scoring.Slots(row);
        row[column] = 0;
        for (int slot = 0; slot < slots.Length; slot++)
        {
            if (slots[slot].Equals(start[slot])) continue;
            AreMixed |= columnOf[slot] >= 0 && columnOf[slot] != column;
            columnOf[slot] = column;
        }
    }

    /// <summary>Looks for slots that fall on the way from the lowest number to the greatest.</summary>
    private void Climb(int column)
    {
        float[]? before = null;
        foreach (float value in Steps)
        {
            row[column] = value;
            float[] slots = scoring.Slots(row);
            for (int slot = 0; before is not null && slot < slots.Length; slot++)
                falls[slot] |= columnOf[slot] == column && !(slots[slot] >= before[slot]);
            before = slots;
        }
        row[column] = 0;
    }

    private float Slot(int slot, int column, double value)
    {
        row[column] = value;
        float found = scoring.Slots(row)[slot];
        row[column] = 0;
        return found;
    }
}
