namespace Kolosal.Http;

/// <summary>Ends a request with a problem from where no result can be returned: binding and middleware.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Code)
{
    public Problem Problem { get; } = problem;
}
