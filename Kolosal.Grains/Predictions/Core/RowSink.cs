using System.Buffers;
using System.Text;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <summary>Where the cells of a request go: grows with the rows and knows which columns of the current row were given.</summary>
/// <remarks>Numbers and texts are pooled; what monitors see is made anew for each request, because the log keeps it.</remarks>
internal sealed class RowSink : IDisposable
{
    private readonly RowLayout layout;
    private readonly int[] given;
    private readonly int width;
    private double[] numbers;
    private string?[]? texts;
    private int row, at, capacity;
    private bool handedOver;

    /// <param name="layout">Of the model.</param>
    /// <param name="rows">A first size.</param>
    public RowSink(RowLayout layout, int rows)
    {
        this.layout = layout;
        width = layout.Width;
        given = new int[width];
        numbers = ArrayPool<double>.Shared.Rent(Math.Max(1, rows * width));
        capacity = width == 0 ? int.MaxValue : numbers.Length / width;
    }

    public void Begin(int index)
    {
        row = index;
        at = index * width;
        if (row == capacity) Grow();
        numbers.AsSpan(at, width).Fill(double.NaN);
    }

    /// <summary>Goes back to a row that was begun.</summary>
    public void Move(int index)
    {
        row = index;
        at = index * width;
    }

    /// <returns>False when the current row had the column already.</returns>
    public bool Mark(int column)
    {
        if (given[column] == row + 1) return false;
        given[column] = row + 1;
        return true;
    }

    public bool Marked(int column) => given[column] == row + 1;

    /// <summary>A number, a flag as 0 or 1, ticks, or the position of a known category; NaN for missing.</summary>
    public void Set(int column, double number) => numbers[at + column] = number;

    /// <summary>A free text (marked as 0), or the text of a category that the encoder does not know (−1).</summary>
    public void Set(int column, double mark, string text)
    {
        texts ??= NewTexts(numbers.Length);
        texts[at + column] = text;
        numbers[at + column] = mark;
    }

    /// <summary>The numbers of the current row, for those who write many at once.</summary>
    public Span<double> Row => numbers.AsSpan(at, width);

    /// <summary>The numbers of the first rows, for those who write them all at once; as many as the sink was made for.</summary>
    public Span<double> Rows(int count) => numbers.AsSpan(0, count * width);

    /// <summary>What was read; the memory is its own from here on.</summary>
    public DecodedRows Done(int rows)
    {
        var read = new DecodedRows(rows, layout.Inputs, width, numbers, texts, Logged(rows));
        handedOver = true;
        return read;
    }

    /// <summary>Gives the memory back of what was not read to its end.</summary>
    public void Dispose()
    {
        if (handedOver) return;
        handedOver = true;
        ArrayPool<double>.Shared.Return(numbers);
        if (texts is not null) ArrayPool<string?>.Shared.Return(texts, clearArray: true);
    }

    private double[] Logged(int rows)
    {
        var slots = layout.Logged;
        var seen = GC.AllocateUninitializedArray<double>(rows * slots.Length);
        if (layout.LoggedIsPlain)
        {
            numbers.AsSpan(0, seen.Length).CopyTo(seen);
            return seen;
        }

        for (int slot = 0; slot < slots.Length; slot++)
        {
            var (column, translation, names) = slots[slot];
            for (int r = 0, from = column, to = slot; r < rows; r++, from += width, to += slots.Length)
            {
                double number = column < 0 ? double.NaN : numbers[from];
                if (translation is not null && number >= 0) number = translation[(int)number];
                else if (names is not null && number == -1) number = names.Logged(Encoding.UTF8.GetBytes(texts![from]!));
                seen[to] = number;
            }
        }

        return seen;
    }

    private void Grow()
    {
        double[] larger = ArrayPool<double>.Shared.Rent(numbers.Length * 2);
        numbers.AsSpan(0, at).CopyTo(larger);
        ArrayPool<double>.Shared.Return(numbers);
        if (texts is not null)
        {
            var more = NewTexts(larger.Length);
            texts.AsSpan(0, at).CopyTo(more);
            ArrayPool<string?>.Shared.Return(texts, clearArray: true);
            texts = more;
        }

        numbers = larger;
        capacity = numbers.Length / width;
    }

    private static string?[] NewTexts(int length) => ArrayPool<string?>.Shared.Rent(length);
}
