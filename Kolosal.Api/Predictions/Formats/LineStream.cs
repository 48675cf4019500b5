using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Kolosal.Http;
using Kolosal.Models;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Kolosal.Predictions;

/// <summary>
/// Rows line by line, answered line by line: what has arrived is predicted in bounded pieces, each a record of the log, and its answers go out
/// before the next lines are waited for. A line that cannot be predicted ends the stream; the answers before it stand.
/// </summary>
internal sealed class LineStream(HttpContext context, PredictionDoor door, ModelId model, bool strict)
{
    /// <summary>Lines of one piece: enough for a group commit to be worth it, few enough for an answer to come soon.</summary>
    private const int MostLines = 512;

    /// <summary>Bytes of one piece, and of one line.</summary>
    private const int MostBytes = 1 << 20;

    /// <summary>A sender may think for a minute between two lines.</summary>
    private static readonly MinDataRate Patience = new(bytesPerSecond: 1, gracePeriod: TimeSpan.FromMinutes(1));

    private readonly List<(int Line, ReadOnlyMemory<byte> Row)> piece = [];
    private int line, answered, before;

    public async Task RunAsync()
    {
        // Only a piece of it is ever held, so that its whole length does not matter.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;

        // HTTP/2 has one rate for a connection and lets a stream only off.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = HttpProtocol.IsHttp2(context.Request.Protocol) ? null : Patience;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            var rest = read.Buffer;
            bool more = true;
            while (more && piece.Count < MostLines && read.Buffer.Length - rest.Length < MostBytes) more = TakeLine(ref rest, read.IsCompleted);
            bool tooLong = piece.Count == 0 && rest.Length > MostBytes;
            bool goesOn = !tooLong && (piece.Count == 0 || await AnswerAsync());
            if (tooLong) await RefuseAsync(new(413, "predict.too-large", $"A line has at most {MostBytes} bytes."), line + 1);
            piece.Clear();

            // More lines may be there already; only when there are none is the sender waited for.
            reader.AdvanceTo(rest.Start, more ? rest.Start : rest.End);
            if (!goesOn) return;
            if (!read.IsCompleted || !rest.IsEmpty) continue;
            if (answered == 0) await RefuseAsync(new(422, "predict.bad-rows", "Expected at least one line with a row, got none."), 1);
            return;
        }
    }

    /// <returns>False when no whole line is left.</returns>
    private bool TakeLine(ref ReadOnlySequence<byte> rest, bool isLast)
    {
        if (rest.IsEmpty) return false;
        var end = rest.PositionOf((byte)'\n');
        if (end is null && !isLast) return false;
        var content = end is { } at ? rest.Slice(0, at) : rest;
        rest = end is { } behind ? rest.Slice(rest.GetPosition(1, behind)) : rest.Slice(rest.End);
        line++;
        byte[] row = content.ToArray();
        var trimmed = row.AsMemory().Trim(" \t\r"u8);
        if (line == 1 && trimmed.Span.StartsWith("\ufeff"u8)) trimmed = trimmed[3..];
        if (!trimmed.IsEmpty) piece.Add((line, trimmed));
        return true;
    }

    /// <returns>False when a line was refused.</returns>
    private async Task<bool> AnswerAsync()
    {
        before = answered;
        int good = piece.FindIndex(row => !PredictBody.IsOneValue(row.Row.Span));
        if (good < 0) good = piece.Count;
        bool whole = good == piece.Count;
        if (good > 0)
        {
            var (reply, problem) = await door.AskAsync(model, Ask(good));
            if (problem is not null && BadRow(problem) is > 0 and var bad && bad < good)
            {
                // What stands before the bad line is answered all the same.
                var (better, worse) = await door.AskAsync(model, Ask(bad));
                if (worse is not null) return await RefuseAsync(worse, piece[0].Line);
                await WriteAsync(better!);
            }

            if (problem is not null) return await RefuseAsync(problem, piece[Math.Max(0, BadRow(problem))].Line);
            await WriteAsync(reply!);
        }

        return whole || await RefuseAsync(
            new(422, "predict.bad-rows", "Expected one row a line, an object or an array."), piece[good].Line);
    }

    private PredictionRequest Ask(int rows) => new(model.Reference, Join(rows), Strict: strict, Purpose: DeclaredPurpose.Of(context.Request));

    private byte[] Join(int rows)
    {
        var joined = new ArrayBufferWriter<byte>(piece.Take(rows).Sum(row => row.Row.Length + 1) + 1);
        for (int i = 0; i < rows; i++)
        {
            joined.Write(i == 0 ? "["u8 : ","u8);
            joined.Write(piece[i].Row.Span);
        }

        joined.Write("]"u8);
        return joined.WrittenSpan.ToArray();
    }

    private async Task WriteAsync(PredictionReply reply)
    {
        if (answered == 0)
        {
            context.Response.ContentType = MediaTypes.Lines;
            if (reply.Deprecation is { } notice) DeprecationHeaders.Write(context.Response, model.Name, notice);
        }

        ReplyWriter.WriteLines(context.Response.BodyWriter, model.Name, reply);
        answered += reply.Rows;
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Says which line ends the stream: as the answer itself when nothing was answered before, else as its last line.</summary>
    private async Task<bool> RefuseAsync(Problem problem, int at)
    {
        var errors = problem.Errors.ToImmutableDictionary(error => Renumbered(error.Key), error => error.Value);
        string detail = string.Create(
            CultureInfo.InvariantCulture, $"Line {at} is refused; {answered} rows before it were answered. {problem.Detail}");
        if (!context.Response.HasStarted)
        {
            await new Problem(problem.Status, problem.Code, detail, errors, problem.RetryAfterSeconds).ExecuteAsync(context);
            return false;
        }

        var output = context.Response.BodyWriter;
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteNumber("status", problem.Status);
            json.WriteString("code", problem.Code);
            json.WriteString("detail", detail);
            json.WriteNumber("line", at);
            json.WriteNumber("answered", answered);
            json.WriteStartObject("errors");
            foreach (var (path, message) in errors.OrderBy(error => error.Key, StringComparer.Ordinal)) json.WriteString(path, message);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
        await output.FlushAsync(context.RequestAborted);
        return false;
    }

    /// <returns>The first row that is refused, counted within the piece; −1 when the refusal names none.</returns>
    private static int BadRow(Problem problem) => problem.Errors.Keys.Select(RowOf).Where(row => row >= 0).DefaultIfEmpty(-1).Min();

    private static int RowOf(string path) => path.StartsWith("$.rows[", StringComparison.Ordinal) && path.IndexOf(']') is > 0 and var end
        && int.TryParse(path.AsSpan(7, end - 7), NumberStyles.None, CultureInfo.InvariantCulture, out int row) ? row : -1;

    /// <summary>The path with its row counted from the beginning of the stream.</summary>
    private string Renumbered(string path) => RowOf(path) is >= 0 and var row
        ? string.Create(CultureInfo.InvariantCulture, $"$.rows[{before + row}]{path.AsSpan(path.IndexOf(']') + 1)}") : path;
}
