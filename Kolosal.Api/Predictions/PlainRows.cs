using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Kolosal.Predictions;

/// <summary>Rows of a classifier with what is usually answered: the same bytes as <see cref="ReplyWriter"/> writes member by member, in half the
/// time.</summary>
internal static class PlainRows
{
    private const AnswerFields Members = AnswerFields.Prediction | AnswerFields.Probabilities | AnswerFields.Confidence | AnswerFields.Uncertainty;

    /// <summary>Of a number in its shortest form, with room to spare.</summary>
    private const int NumberBytes = 32;

    /// <summary>Of the names of a row's members and its id.</summary>
    private const int FixedBytes = 256;

    private static readonly ConditionalWeakTable<string[], byte[][]> Known = [];

    /// <summary>Whether a row has these members and no others.</summary>
    public static bool Suit(PredictionReply reply, RowAnswers answers, bool region, AnswerFields fields) =>
        !reply.Classes.IsEmpty && (!region || answers.Members.Length > 0) && (fields & Members) == Members
        && !(fields.HasFlag(AnswerFields.UncertaintySources) && answers.Epistemic.Length > 0)
        && !(fields.HasFlag(AnswerFields.Referred) && answers.Referred.Length > 0);

    /// <summary>Writes the rows with commas between them.</summary>
    /// <param name="output">What is written to.</param>
    /// <param name="reply">Of a classifier.</param>
    /// <param name="id">The rows' id up to the number of the row.</param>
    /// <param name="sets">Row-major rows × classes, whether each is in the row's set; empty where sets are not answered.</param>
    /// <param name="unlike">How unlike training each row is; empty where that is not answered.</param>
    public static void Write(
        IBufferWriter<byte> output, PredictionReply reply, ReadOnlySpan<byte> id, ReadOnlySpan<bool> sets, ReadOnlySpan<double> unlike)
    {
        byte[][] labels = Known.GetValue(ImmutableCollectionsMarshal.AsArray(reply.Classes)!,
            static classes => Array.ConvertAll(classes, label => JsonEncodedText.Encode(label).EncodedUtf8Bytes.ToArray()));
        int most = FixedBytes + 3 * NumberBytes;
        foreach (byte[] label in labels) most += 3 * (label.Length + NumberBytes);
        for (int row = 0; row < reply.Rows; row++)
        {
            var rest = output.GetSpan(most);
            int room = rest.Length;
            if (row > 0) Put(ref rest, ","u8);
            WriteRow(ref rest, reply.Outputs.AsSpan(row * labels.Length, labels.Length), reply.Decisions[row], labels, id, row);
            if (!sets.IsEmpty) WriteSet(ref rest, sets.Slice(row * labels.Length, labels.Length), labels);
            if (!unlike.IsEmpty)
            {
                Put(ref rest, ",\"out_of_distribution\":"u8);
                Put(ref rest, unlike[row]);
            }
            Put(ref rest, "}"u8);
            output.Advance(room - rest.Length);
        }
    }

    private static void WriteRow(
        ref Span<byte> rest, ReadOnlySpan<double> probabilities, int decision, byte[][] labels, ReadOnlySpan<byte> id, int row)
    {
        Put(ref rest, "{\"prediction_id\":\""u8);
        Put(ref rest, id);
        row.TryFormat(rest, out int digits, default, System.Globalization.CultureInfo.InvariantCulture);
        rest = rest[digits..];
        Put(ref rest, "\",\"prediction\":\""u8);
        Put(ref rest, labels[decision]);
        Put(ref rest, "\",\"probabilities\":{"u8);
        Span<byte> confidence = default;
        for (int k = 0; k < labels.Length; k++)
        {
            Put(ref rest, k == 0 ? "\""u8 : ",\""u8);
            Put(ref rest, labels[k]);
            Put(ref rest, "\":"u8);
            var number = rest;
            Put(ref rest, probabilities[k]);
            if (k == decision) confidence = number[..(number.Length - rest.Length)];
        }

        Put(ref rest, "},\"confidence\":"u8);
        Put(ref rest, confidence);
        Put(ref rest, ",\"uncertainty\":"u8);
        Put(ref rest, Uncertainty.Entropy(probabilities));
        Put(ref rest, ",\"uncertainty_type\":\"total\""u8);
    }

    private static void WriteSet(ref Span<byte> rest, ReadOnlySpan<bool> members, byte[][] labels)
    {
        Put(ref rest, ",\"set\":["u8);
        bool any = false;
        for (int k = 0; k < members.Length; k++)
        {
            if (!members[k]) continue;
            Put(ref rest, any ? ",\""u8 : "\""u8);
            Put(ref rest, labels[k]);
            Put(ref rest, "\""u8);
            any = true;
        }
        Put(ref rest, "]"u8);
    }

    private static void Put(ref Span<byte> rest, ReadOnlySpan<byte> text)
    {
        text.CopyTo(rest);
        rest = rest[text.Length..];
    }

    private static void Put(ref Span<byte> rest, double number)
    {
        if (!double.IsFinite(number) || !Utf8Formatter.TryFormat(number, rest, out int digits))
            throw new InvalidOperationException($"Need a finite number to answer, got {number}.");
        rest = rest[digits..];
    }
}
