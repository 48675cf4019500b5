using System.Text.Json;
using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http;
using Orleans.Storage;

namespace Kolosal.Api.Tests;

public sealed class FaultsTests
{
    public static TheoryData<Exception, int, string> Known() => new()
    {
        { new BadHttpRequestException("x", 413), 413, "request.too-large" },
        { new BadHttpRequestException("x", 415), 415, "request.unsupported-media-type" },
        { new BadHttpRequestException("Failed to bind parameter \"Nullable<int> limit\" from \"abc\"."), 400, "request.bad-parameter" },
        { new BadHttpRequestException("Required parameter \"string id\" was not provided from query string."), 400, "request.missing-parameter" },
        { new JsonException("x"), 400, "request.malformed-json" },
        { new CatalogueQueryException("There is no such field."), 400, "request.bad-list" },
        { new UploadTooLargeException(10), 413, "request.too-large" },
        { new TimeoutException("x"), 503, "overloaded" },
        { new InconsistentStateException("x"), 503, "overloaded" },
        { new SiloUnavailableException("x"), 503, "unavailable" },
        { new PublishPendingException("ws/x", "secret reason"), 503, "records.pending" },
        { new InvalidOperationException("secret reason"), 500, "fault" },
    };

    [Theory, MemberData(nameof(Known))]
    public void Each_exception_has_its_status_and_code(Exception exception, int status, string code)
    {
        var problem = Faults.ToProblem(exception);
        Assert.Equal((status, code), (problem.Status, problem.Code));
        Assert.DoesNotContain("secret reason", problem.Detail, StringComparison.Ordinal);
        Assert.Equal(status == 503, problem.RetryAfterSeconds is not null);
        Assert.Equal(status == 503, Faults.IsPassing(problem));
    }

    /// <summary>Somebody has to do something about a full disk, though the caller is told to come again.</summary>
    [Fact]
    public void Trouble_with_storage_does_not_pass_by_itself()
    {
        var problem = Faults.ToProblem(new IOException("No space left on device", 28));
        Assert.Equal((503, StorageCodes.Full, false), (problem.Status, problem.Code, Faults.IsPassing(problem)));
    }

    [Theory, InlineData(true, 404, "not-found"), InlineData(false, 403, "access.denied")]
    public void What_the_grains_deny_is_told_by_the_gate(bool foreign, int status, string code)
    {
        var problem = GateMiddleware.ToProblem(new AccessDeniedException("secret reason", foreign));
        Assert.Equal((status, code), (problem.Status, problem.Code));
        Assert.DoesNotContain("secret reason", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_that_cannot_be_read_is_named_and_its_type_said_in_the_wire_s_words()
    {
        var problem = Faults.ToProblem(new BadHttpRequestException("Failed to bind parameter \"Nullable<int> limit\" from \"abc\"."));
        Assert.Equal("Expected a whole number within range.", problem.Errors["limit"]);
    }

    [Theory, InlineData(""), InlineData("*")]
    public void Whoever_does_not_care_for_the_revision_says_nothing(string header) => Assert.Null(IfMatch.Parse(header).Revision);

    [Fact]
    public void A_tag_of_ours_is_a_revision_and_any_other_matches_none()
    {
        Assert.Equal(12, IfMatch.Parse(ETag.Of(12)).Revision);
        foreach (string other in new[] { "12", "W/\"12\"", "\"x\"", "\"-1\"", "\"\"", "\"99999999999999999999\"" })
            Assert.Equal(-1, IfMatch.Parse(other).Revision);
    }

    [Theory]
    [InlineData("/api/data/{dataset_id}", "GET /api/data/{}")]
    [InlineData("/api/data/{id:int}/x/", "GET /api/data/{}/x")]
    [InlineData("api/data", "GET /api/data")]
    [InlineData("/", "GET /")]
    public void A_route_is_the_same_whatever_its_parameters_are_called(string pattern, string identity) =>
        Assert.Equal(identity, RouteRule.IdentityOf("GET", pattern));
}
