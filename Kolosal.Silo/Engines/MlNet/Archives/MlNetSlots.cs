using Microsoft.ML;

namespace Kolosal.Engines.MlNet;

/// <summary>The slots of a pipeline's features, each a function of one column: of a text any, of a number one that never falls.</summary>
/// <remarks>The functions are not read from the transforms but asked of the library, so that their rounding is its own: a text's code by code,
/// a number's by bisection of all numbers of single precision. Not thread-safe.</remarks>
internal sealed class MlNetSlots
{
    private readonly MlNetScoring scoring;
    private readonly ImmutableArray<string>[] texts;
    private readonly double[] row;
    private readonly int[] columnOf; // −1 for a slot that is the same for all rows
    private readonly float[] start;
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
        columnOf = new int[start.Length];
        Array.Fill(columnOf, -1);
        for (int column = 0; column < columns.Length; column++)
            foreach (double value in Ends(column)) Find(column, value);
    }

    /// <summary>Values in a row.</summary>
    public int Columns => row.Length;

    /// <summary>Whether a slot hangs on more than one column, so that no question of one column can stand for it.</summary>
    public bool AreMixed { get; private set; }

    /// <summary>Whether one was asked of that falls where its column rises: scaled by a negative number.</summary>
    public bool Fall { get; private set; }

    /// <summary>The question of a row that says whether a slot is at most a threshold.</summary>
    public SlotQuestion Ask(int slot, float threshold)
    {
        if (known.TryGetValue((slot, threshold), out var question)) return question;
        if ((uint)slot >= (uint)start.Length)
            throw new InvalidDataException($"A tree of the ML.NET archive asks slot {slot} of {start.Length}.");
        int column = columnOf[slot];
        bool Left(double value) => Slot(slot, column, value) <= threshold;
        return known[(slot, threshold)] = column < 0 ? SlotQuestion.Same(start[slot] <= threshold) : texts[column].IsEmpty
            ? Number(column, Left)
            : SlotQuestion.Of(column, [.. Enumerable.Range(0, texts[column].Length + 1).Select(code => Left(code))], Left(double.NaN));
    }

    private SlotQuestion Number(int column, Func<double, bool> isLeft)
    {
        bool missingLeft = isLeft(double.NaN);
        bool lowest = isLeft(float.MinValue), highest = isLeft(float.MaxValue);
        Fall |= highest && !lowest;
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

    private float Slot(int slot, int column, double value)
    {
        row[column] = value;
        float found = scoring.Slots(row)[slot];
        row[column] = 0;
        return found;
    }
}
