using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Kolosal.Http;
using Kolosal.Models;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace Kolosal.Predictions;

/// <summary>Prediction over HTTP. The body is not parsed here: its rows go to the predictor as they came.</summary>
internal static class PredictionEndpoints
{
    /// <summary>Rows up to which an answer is small enough to be written twice.</summary>
    private const int SmallReply = 16;

    private const string Json = "application/json", Lines = "application/x-ndjson", Table = "text/csv";

    public static RouteGroupBuilder MapPredictions(this IEndpointRouteBuilder routes)
    {
        var predict = routes.MapGroup("/api/predict").WithTags("Predictions");

        Map(predict, "", Predict, Json).WithName("Predict")
            .WithSummary("Predicts rows; each prediction is in the durable log before the answer.");
        Map(predict, "/batch", PredictBatch, Json, Lines, Table).WithName("PredictBatch")
            .WithSummary("The same for many rows; also NDJSON (one row a line) and CSV, with ?model_id=.");
        Map(predict, "/proba", PredictProbabilities, Json).WithName("PredictProbabilities").WithSummary("The same for classifiers only.");
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
            handler.Method, new ReadsOwnBody(), new AcceptsMetadata(bodies, typeof(PredictRequest)),
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(PredictResponse), [Json]),
            new ProducesResponseTypeMetadata(StatusCodes.Status422UnprocessableEntity, typeof(ProblemDocument), [Problem.ContentType]));

    private static Task Predict(HttpContext context) => AnswerAsync(context, classesOnly: false);

    private static Task PredictProbabilities(HttpContext context) => AnswerAsync(context, classesOnly: true);

    private static Task PredictBatch(HttpContext context) => MediaType(context) switch
    {
        Lines => AnswerRowsAsync(context, RowFormat.Json, body => PredictBody.JoinLines(body)),
        Table => AnswerRowsAsync(context, RowFormat.Csv, body => body),
        _ => AnswerAsync(context, classesOnly: false, many: true),
    };

    private static Task<PredictionStats> GetStats(ModelId id, Caller caller, IGrainFactory grains) =>
        grains.PredictionStats(id.Key(caller.Workspace)).GetAsync();

    private static Task<TrafficStanding> GetTraffic(ModelId id, Caller caller, IGrainFactory grains) =>
        grains.TrafficMonitor(id.Key(caller.Workspace)).GetAsync();

    private static Task<Results<NoContent, Problem>> EvictCache(ModelId id, Caller caller, IGrainFactory grains) =>
        grains.Model(id.Key(caller.Workspace)).EvictCacheAsync().ToNoContent();

    private static async Task AnswerAsync(HttpContext context, bool classesOnly, bool many = false)
    {
        var body = await ReadAsync(context.Request.BodyReader, context.RequestAborted);
        var wrong = Take(body, out var model, out byte[] rows);
        context.Request.BodyReader.AdvanceTo(body.End);
        if (wrong is not null) await wrong.ExecuteAsync(context);
        else await PredictAsync(context, model, rows, classesOnly, many: many);
    }

    /// <summary>Answers a body that holds rows alone; the model is named in the query.</summary>
    private static async Task AnswerRowsAsync(HttpContext context, RowFormat format, Func<byte[], byte[]> rows)
    {
        if (!ModelId.TryParse(context.Request.Query["model_id"], out var model))
        {
            await MalformedModel("model_id").ExecuteAsync(context);
            return;
        }

        var body = await ReadAsync(context.Request.BodyReader, context.RequestAborted);
        byte[] copy = body.ToArray();
        context.Request.BodyReader.AdvanceTo(body.End);
        await PredictAsync(context, model, rows(copy), classesOnly: false, format, many: true);
    }

    private static async Task PredictAsync(
        HttpContext context, ModelId model, byte[] rows, bool classesOnly, RowFormat format = RowFormat.Json, bool many = false)
    {
        var caller = Principal.Current ?? throw new InvalidOperationException("The prediction routes are never public.");
        if (AnswerOptions.Read(context, many, out var wanted) is { } unreadable)
        {
            await unreadable.ExecuteAsync(context);
            return;
        }
        if (context.RequestServices.GetRequiredService<ServingLoad>().TryBegin(caller, out var ticket) is { } overload)
        {
            await overload.ExecuteAsync(context);
            return;
        }

        Result<PredictionReply> reply;
        using (ticket)
            reply = await AskAsync(context, model.Key(caller.Workspace), new(model.Reference, rows, classesOnly, format, wanted.Request));
        if (!reply.Accepted)
        {
            await new Problem(reply.Refusal).ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = Json;
        if (reply.Value.Deprecation is { } notice) DeprecationHeaders.Write(context.Response, model.Name, notice);
        if (reply.Value.Rows <= SmallReply)
        {
            // Written aside first: with its length known the answer goes out in one piece instead of chunks.
            var aside = new ArrayBufferWriter<byte>(512 * reply.Value.Rows);
            ReplyWriter.Write(aside, model.Name, reply.Value, wanted.Fields);
            context.Response.ContentLength = aside.WrittenCount;
            context.Response.BodyWriter.Write(aside.WrittenSpan);
        }
        else ReplyWriter.Write(context.Response.BodyWriter, model.Name, reply.Value, wanted.Fields);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Asks the predictor; where the caller set a time, what is not answered by then is given up here and there.</summary>
    private static async Task<Result<PredictionReply>> AskAsync(HttpContext context, ModelKey model, PredictionRequest request)
    {
        var predictor = context.RequestServices.GetRequiredService<IGrainFactory>().Predictor(model);
        if (request.Answer?.TimeoutMilliseconds is not { } timeout) return await predictor.PredictAsync(request);
        using var late = new CancellationTokenSource(
            TimeSpan.FromMilliseconds(timeout), context.RequestServices.GetRequiredService<TimeProvider>());
        try
        {
            return await predictor.PredictAsync(request, late.Token).WaitAsync(late.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return new Refusal(RefusalKind.TimedOut, "predict.deadline", "The time that the request allowed was up before it was answered.");
        }
    }

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
    private static Problem? Take(in ReadOnlySequence<byte> body, out ModelId model, out byte[] rows)
    {
        (model, rows) = (default, []);
        var text = body.IsSingleSegment ? body.FirstSpan : body.ToArray();
        if (PredictBody.Find(text, out var modelAt, out var rowsAt, out string path) is { } wrong)
            return new Problem(400, "predict.malformed", "The body is not a prediction request.",
                ImmutableDictionary<string, string>.Empty.Add(path, wrong));
        if (!ModelId.TryParse(Encoding.UTF8.GetString(text[modelAt]), out model)) return MalformedModel("$.model_id");
        rows = text[rowsAt].ToArray();
        return null;
    }

    private static Problem MalformedModel(string path) => new(400, "predict.malformed-model", "The model id cannot be read.",
        ImmutableDictionary<string, string>.Empty.Add(path, "Expected name, name:version or name@alias."));

    private static string? MediaType(HttpContext context)
    {
        string? type = context.Request.ContentType;
        int end = type?.IndexOf(';') ?? -1;
        return (end < 0 ? type : type![..end])?.Trim().ToLowerInvariant();
    }
}
