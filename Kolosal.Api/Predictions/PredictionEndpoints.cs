using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Kolosal.Datasets;
using Kolosal.Http;
using Kolosal.Models;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace Kolosal.Predictions;

/// <summary>Prediction over HTTP. The body is not parsed here: its rows go to the predictor as they came.</summary>
internal static class PredictionEndpoints
{
    /// <summary>Rows up to which an answer is small enough to be written twice.</summary>
    private const int SmallReply = 16;

    /// <summary>Where a small answer is written first; it is read before the thread does anything else.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? small;

    public static IServiceCollection AddPredictionEndpoints(this IServiceCollection services) => services.AddSingleton<PredictionDoor>();

    public static RouteGroupBuilder MapPredictions(this IEndpointRouteBuilder routes)
    {
        var predict = routes.MapGroup("/api/predict").WithTags("Predictions");

        Map(predict, "", Predict, MediaTypes.Json).WithName("Predict")
            .WithSummary("Predicts rows; each prediction is in the durable log before the answer.");
        Map(predict, "/batch", PredictBatch, MediaTypes.Json, MediaTypes.Lines, MediaTypes.Table, MediaTypes.Parquet, MediaTypes.Float32)
            .WithName("PredictBatch").WithSummary(
                "The same for many rows; with ?model_id= also NDJSON (a row a line, answered line by line), CSV, Parquet and bare float32 numbers.");
        Map(predict, "/proba", PredictProbabilities, MediaTypes.Json).WithName("PredictProbabilities").WithSummary("The same for classifiers only.");
        predict.MapGet("/stats/{id}", GetStats).OfRecord(ModelRecords.ByIdsName).WithName("GetPredictionStats")
            .WithSummary("What a model has answered, each request counted once.");
        predict.MapGet("/traffic/{id}", GetTraffic).OfRecord(ModelRecords.ByIdsName).WithName("GetTrafficStanding")
            .WithSummary("How versions do beside each other: arms, paired tests, shadows, kept coverage.");
        predict.MapDelete("/cache/{id}", EvictCache).WithName("EvictPredictionCache")
            .WithSummary("Makes every predictor load the model again within its refresh interval.");
        return predict;
    }

    // A handler of this kind is its own binder, so what the document says of it, and the method it is, are told here.
    private static IEndpointConventionBuilder Map(RouteGroupBuilder predict, string pattern, RequestDelegate handler, params string[] bodies) =>
        predict.MapPost(pattern, handler).WithMetadata(
            handler.Method, new ReadsOwnBody(), DeclaredPurpose.Described, new AcceptsMetadata(bodies, typeof(PredictRequest)),
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(PredictResponse), [MediaTypes.Json]),
            new ProducesResponseTypeMetadata(StatusCodes.Status422UnprocessableEntity, typeof(ProblemDocument), [Problem.ContentType]));

    private static Task Predict(HttpContext context) => AnswerAsync(context, classesOnly: false);

    private static Task PredictProbabilities(HttpContext context) => AnswerAsync(context, classesOnly: true);

    private static Task PredictBatch(HttpContext context) => MediaTypes.Of(context.Request) switch
    {
        MediaTypes.Lines when MediaTypes.Wants(context.Request, MediaTypes.Json) =>
            AnswerRowsAsync(context, RowFormat.Json, body => PredictBody.JoinLines(body)),
        MediaTypes.Lines => AnswerLinesAsync(context),
        MediaTypes.Table => AnswerRowsAsync(context, RowFormat.Csv, body => body),
        MediaTypes.Float32 => AnswerRowsAsync(context, RowFormat.Float32, body => body),
        MediaTypes.Parquet => AnswerParquetAsync(context),
        _ => AnswerAsync(context, classesOnly: false, many: true),
    };

    private static Task<PredictionStats> GetStats(ModelId id, Caller caller, IGrainFactory grains) =>
        grains.PredictionStats(id.Key(caller.Workspace)).GetAsync();

    private static Task<TrafficStanding> GetTraffic(ModelId id, Caller caller, IGrainFactory grains) =>
        grains.TrafficMonitor(id.Key(caller.Workspace)).GetAsync();

    private static Task<Results<NoContent, Problem>> EvictCache(ModelId id, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).EvictCacheAsync().ToNoContent();

    private static Task AnswerAsync(HttpContext context, bool classesOnly, bool many = false)
    {
        // The usual body is there already.
        var body = ReadAsync(context.Request.BodyReader, context.RequestAborted);
        return body.IsCompletedSuccessfully ? AnswerAsync(context, body.Result, classesOnly, many) : WhenReadAsync(context, body, classesOnly, many);
    }

    private static async Task WhenReadAsync(HttpContext context, ValueTask<ReadOnlySequence<byte>> body, bool classesOnly, bool many) =>
        await AnswerAsync(context, await body, classesOnly, many);

    private static Task AnswerAsync(HttpContext context, ReadOnlySequence<byte> body, bool classesOnly, bool many)
    {
        var wrong = Take(body, out var model, out bool? strict, out byte[] rows);
        context.Request.BodyReader.AdvanceTo(body.End);
        bool asked = false;
        if (wrong is null && strict is null) wrong = ReadStrict(context.Request, out asked);
        return wrong is not null ? wrong.ExecuteAsync(context) : PredictAsync(context, model, rows, classesOnly, strict: strict ?? asked, many: many);
    }

    /// <summary>Answers a body that holds rows alone; the model is named in the query.</summary>
    private static async Task AnswerRowsAsync(HttpContext context, RowFormat format, Func<byte[], byte[]> rows)
    {
        if (ReadQuery(context.Request, out var model, out bool strict) is { } wrong)
        {
            await wrong.ExecuteAsync(context);
            return;
        }

        var body = await ReadAsync(context.Request.BodyReader, context.RequestAborted);
        byte[] copy = body.ToArray();
        context.Request.BodyReader.AdvanceTo(body.End);
        await PredictAsync(context, model, rows(copy), classesOnly: false, format, strict, many: true);
    }

    private static async Task AnswerLinesAsync(HttpContext context)
    {
        if ((ReadQuery(context.Request, out var model, out bool strict) ?? AnswerOptions.ReadExplain(context.Request, out _)) is { } wrong)
            await wrong.ExecuteAsync(context);
        else await new LineStream(context, context.RequestServices.GetRequiredService<PredictionDoor>(), model, strict).RunAsync();
    }

    private static async Task AnswerParquetAsync(HttpContext context)
    {
        if (ReadQuery(context.Request, out var model, out bool strict) is { } wrong)
        {
            await wrong.ExecuteAsync(context);
            return;
        }

        var services = context.RequestServices;
        int most = services.GetRequiredService<IOptionsMonitor<PredictionsOptions>>().CurrentValue.MaximumRows;
        byte[] columns = await ParquetRows.ReadAsync(
            services.GetRequiredService<IStatedTables>(), context.Request.Body, most, context.RequestAborted);
        await PredictAsync(context, model, columns, classesOnly: false, RowFormat.Columns, strict, many: true);
    }

    private static async Task PredictAsync(
        HttpContext context, ModelId model, byte[] rows, bool classesOnly, RowFormat format = RowFormat.Json, bool strict = false,
        bool many = false)
    {
        if (AnswerOptions.Read(context, many, out var wanted) is { } unreadable)
        {
            await unreadable.ExecuteAsync(context);
            return;
        }

        var (answered, problem) = await context.RequestServices.GetRequiredService<PredictionDoor>()
            .AskAsync(model, new(model.Reference, rows, classesOnly, format, strict, wanted.Request, DeclaredPurpose.Of(context.Request)));
        if (answered is not { } reply)
        {
            await problem!.ExecuteAsync(context);
            return;
        }

        if (reply.Deprecation is { } notice) DeprecationHeaders.Write(context.Response, model.Name, notice);
        if (MediaTypes.Wants(context.Request, MediaTypes.Float32))
        {
            BinaryReply.Write(context.Response, model.Name, reply);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            return;
        }

        var explained = wanted.Explain ? await ExplainAsync(context, model, reply, format == RowFormat.Json ? rows : null) : null;
        context.Response.ContentType = MediaTypes.Json;
        if (reply.Rows <= SmallReply)
        {
            // Written aside first: with its length known the answer goes out in one piece instead of chunks.
            var aside = small ??= new(512 * SmallReply);
            aside.ResetWrittenCount();
            ReplyWriter.Write(aside, model.Name, reply, wanted.Fields, explained);
            context.Response.ContentLength = aside.WrittenCount;
            context.Response.BodyWriter.Write(aside.WrittenSpan);
        }
        else ReplyWriter.Write(context.Response.BodyWriter, model.Name, reply, wanted.Fields, explained);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Explains what was answered; that stands and is logged, whatever can be said about it.</summary>
    private static Task<AnswerExplanation> ExplainAsync(HttpContext context, ModelId model, PredictionReply reply, byte[]? json) =>
        context.RequestServices.GetRequiredService<IAnswerExplainer>().ExplainAsync(
            new(Principal.Current!.Workspace, model.Name, reply.Version, reply.BatchId, reply.Rows, json), context.RequestAborted);

    /// <summary>The whole body, in the pipe's own pooled memory; the server's limit on body size bounds it.</summary>
    private static async ValueTask<ReadOnlySequence<byte>> ReadAsync(PipeReader reader, CancellationToken cancel)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancel);
            if (read.IsCompleted) return read.Buffer;
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <returns>Null when the body names a model and holds rows.</returns>
    private static Problem? Take(in ReadOnlySequence<byte> body, out ModelId model, out bool? strict, out byte[] rows)
    {
        if (body.IsSingleSegment) return Take(body.FirstSpan, out model, out strict, out rows);
        int length = checked((int)body.Length);
        byte[] whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(whole);
            return Take(whole.AsSpan(0, length), out model, out strict, out rows);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private static Problem? Take(ReadOnlySpan<byte> text, out ModelId model, out bool? strict, out byte[] rows)
    {
        (model, rows) = (default, []);
        if (PredictBody.Find(text, out var modelAt, out var rowsAt, out strict, out string path) is { } wrong)
            return new Problem(400, "predict.malformed", "The body is not a prediction request.",
                ImmutableDictionary<string, string>.Empty.Add(path, wrong));
        if (!ModelId.TryParse(Encoding.UTF8.GetString(text[modelAt]), out model)) return MalformedModel("$.model_id");
        rows = text[rowsAt].ToArray();
        return null;
    }

    private static Problem MalformedModel(string path) => new(400, "predict.malformed-model", "The model id cannot be read.",
        ImmutableDictionary<string, string>.Empty.Add(path, "Expected name, name:version or name@alias."));

    /// <returns>Null when the query names a model.</returns>
    private static Problem? ReadQuery(HttpRequest request, out ModelId model, out bool strict)
    {
        strict = false;
        return ModelId.TryParse(request.Query["model_id"], out model) ? ReadStrict(request, out strict) : MalformedModel("model_id");
    }

    private static Problem? ReadStrict(HttpRequest request, out bool strict)
    {
        strict = false;
        if (!request.QueryString.HasValue || !request.Query.TryGetValue("strict", out var text)) return null;
        return bool.TryParse(text, out strict) ? null : new(400, "request.bad-parameter", "A parameter cannot be read.",
            ImmutableDictionary<string, string>.Empty.Add("strict", "Expected true or false."));
    }
}
