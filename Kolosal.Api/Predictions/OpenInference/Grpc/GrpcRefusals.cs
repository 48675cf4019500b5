using Grpc.Core;
using Kolosal.Access;
using Kolosal.Http;

namespace Kolosal.Predictions;

/// <summary>Refusals and faults as gRPC statuses; the texts are those of problem details.</summary>
internal static class GrpcRefusals
{
    /// <summary>The trailer with our stable code.</summary>
    public const string CodeTrailer = "kolosal-code";

    /// <summary>Does a call; whatever ends it ends as a status.</summary>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception fault) when (fault is not RpcException)
        {
            var problem = fault is AccessDeniedException denied ? GateMiddleware.ToProblem(denied) : Faults.ToProblem(fault);
            throw new RpcException(
                new Status(StatusOf(problem.Status), OpenInferenceErrors.TextOf(problem.Detail, problem.Errors), fault),
                new Metadata { { CodeTrailer, problem.Code } });
        }
    }

    private static StatusCode StatusOf(int http) => http switch
    {
        400 or 415 or 422 => StatusCode.InvalidArgument,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.NotFound,
        409 or 410 => StatusCode.FailedPrecondition,
        413 or 429 => StatusCode.ResourceExhausted,
        503 => StatusCode.Unavailable,
        _ => StatusCode.Internal,
    };
}
