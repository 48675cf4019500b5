using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Http;

/// <summary>Turns what a grain answered into what HTTP says; the only place where the two meet.</summary>
/// <remarks>Each verb comes for a result and for a pending one, so that a handler stays one expression.</remarks>
internal static class ResultExtensions
{
    /// <summary>200 with the value.</summary>
    public static Results<Ok<T>, Problem> ToHttp<T>(this Result<T> result) =>
        result.Accepted ? TypedResults.Ok(result.Value) : new Problem(result.Refusal);

    public static async Task<Results<Ok<T>, Problem>> ToHttp<T>(this Task<Result<T>> pending) => (await pending).ToHttp();

    public static async ValueTask<Results<Ok<T>, Problem>> ToHttp<T>(this ValueTask<Result<T>> pending) => (await pending).ToHttp();

    /// <summary>201 with the value and where it can be read again.</summary>
    public static Results<Created<T>, Problem> ToCreated<T>(this Result<T> result, Func<T, string> location) =>
        result.Accepted ? TypedResults.Created(location(result.Value), result.Value) : new Problem(result.Refusal);

    public static async Task<Results<Created<T>, Problem>> ToCreated<T>(this Task<Result<T>> pending, Func<T, string> location) =>
        (await pending).ToCreated(location);

    /// <summary>202 with the value and where progress can be read.</summary>
    public static Results<Accepted<T>, Problem> ToAccepted<T>(this Result<T> result, Func<T, string> location) =>
        result.Accepted ? TypedResults.Accepted(location(result.Value), result.Value) : new Problem(result.Refusal);

    public static async Task<Results<Accepted<T>, Problem>> ToAccepted<T>(this Task<Result<T>> pending, Func<T, string> location) =>
        (await pending).ToAccepted(location);

    /// <summary>204: done, nothing to say.</summary>
    public static Results<NoContent, Problem> ToNoContent<T>(this Result<T> result) =>
        result.Accepted ? TypedResults.NoContent() : new Problem(result.Refusal);

    public static async Task<Results<NoContent, Problem>> ToNoContent<T>(this Task<Result<T>> pending) => (await pending).ToNoContent();

    /// <summary>200 with the value of a mutable document and its entity tag; 304 when the caller already has that revision.</summary>
    public static async Task<Results<Ok<T>, StatusCodeHttpResult, Problem>> ToDocument<T>(
        this Task<Result<T>> pending, HttpContext context, Func<T, long> revision)
    {
        var result = await pending;
        if (!result.Accepted) return new Problem(result.Refusal);
        string tag = ETag.Of(revision(result.Value));
        context.Response.Headers.ETag = tag;
        return (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) && context.Request.Headers.IfNoneMatch == tag
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(result.Value);
    }
}
