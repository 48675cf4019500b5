using System.Text;
using System.Text.Json;
using Kolosal.Http;
using Kolosal.Slo;

namespace Kolosal.Api.Tests.Slo;

/// <summary>Against documents written by hand after the OpenSLO v1 specification.</summary>
public class OpenSloTests
{
    private const string Ratio = """
        apiVersion: openslo/v1
        kind: SLO
        metadata:
          name: up
          displayName: Answers
          annotations:
            kolosal/policy: freeze_promotion
        spec:
          description: Requests that do not fail by our fault
          service: credit.v2
          indicator:
            metadata:
              name: up
            spec:
              ratioMetric:
                counter: true
                good:
                  metricSource:
                    type: Kolosal
                    spec:
                      metric: requests_without_server_error
                total:
                  metricSource:
                    type: Kolosal
                    spec:
                      metric: requests
          timeWindow:
            - duration: 4w
              isRolling: true
          budgetingMethod: Occurrences
          objectives:
            - displayName: Promise
              targetPercent: 99.9
        """;

    private const string Threshold = """
        apiVersion: openslo/v1
        kind: SLO
        metadata: {name: fast}
        spec:
          service: credit
          indicator: {spec: {thresholdMetric: {metricSource: {type: kolosal, spec: {metric: latency_milliseconds}}}}}
          timeWindow: [{duration: 7d, isRolling: true}]
          budgetingMethod: Occurrences
          objectives: [{op: lte, value: 200, target: 0.95}]
        """;

    [Fact]
    public void A_ratio_is_read() => Assert.Equal(
        new SloObjective("slo_credit.v2.up", SloType.Availability, 0.999, null, 28, Policy: BudgetPolicy.FreezePromotion), Read(Ratio));

    [Fact]
    public void A_threshold_is_read() => Assert.Equal(new SloObjective("slo_credit.fast", SloType.Latency, 0.95, 200, 7), Read(Threshold));

    [Fact]
    public void A_ratio_of_bad_ones_is_the_same_promise() => Assert.Equal(
        Read(Ratio), Read(Ratio.Replace("good:", "bad:", StringComparison.Ordinal)
            .Replace("requests_without_server_error", "requests_with_server_error", StringComparison.Ordinal)));

    public static TheoryData<SloObjective> Objectives =>
    [
        new("slo_m.a", SloType.Availability, 0.995, null, 30),
        new("slo_m.b", SloType.ErrorRate, 0.9, null, 1, Policy: BudgetPolicy.Rollback),
        new("slo_m.1", SloType.Latency, 0.95, 12.5, 90, Percentile: 95),
        new("slo_m.d", SloType.Freshness, 0.9, null, 30, MaxAgeHours: 168),
        new("slo_m.e", SloType.Quality, 0.85, null, 30),
        new("slo_m.true", SloType.Quality, 0.85, null, 30, MaxError: 1e-7),
        new("slo_1e5.null", SloType.Fairness, 0.99999, null, 30, MinImpactRatio: 0.8),
    ];

    [Theory, MemberData(nameof(Objectives))]
    public void What_is_written_reads_as_what_it_was(SloObjective objective) => Assert.Equal(objective, Read(OpenSloWriter.Write([objective])));

    [Theory]
    [InlineData("Occurrences", "Timeslices", "$.spec.budgetingMethod")]
    [InlineData("isRolling: true", "isRolling: false", "$.spec.timeWindow[0].isRolling")]
    [InlineData("duration: 7d", "duration: 1M", "$.spec.timeWindow[0].duration")]
    [InlineData("op: lte", "op: gt", "$.spec.objectives[0].op")]
    [InlineData("value: 200", "value: fast", "$.spec.objectives[0].value")]
    [InlineData("value: 200, ", "", "$.spec.objectives[0].value")]
    [InlineData("target: 0.95", "timeSliceTarget: 0.95", "$.spec.objectives[0].timeSliceTarget")]
    [InlineData("target: 0.95", "displayName: x", "$.spec.objectives[0].target")]
    [InlineData("[{op: lte", "[{op: lte, value: 300, target: 0.99}, {op: lte", "$.spec.objectives")]
    [InlineData("latency_milliseconds", "loudness", "$.spec.indicator.spec.thresholdMetric.metricSource.spec.metric")]
    [InlineData("type: kolosal", "type: prometheus", "$.spec.indicator.spec.thresholdMetric.metricSource.type")]
    [InlineData("indicator: {spec", "indicatorRef: x\n  indicator: {spec", "$.spec.indicatorRef")]
    [InlineData("service: credit", "service: credit\n  alertPolicies: [page]", "$.spec.alertPolicies")]
    [InlineData("kind: SLO", "kind: Service", "$.kind")]
    [InlineData("openslo/v1", "openslo/v2alpha", "$.apiVersion")]
    [InlineData("  service: credit\n", "", "$.spec.service")]
    public void What_cannot_be_promised_is_refused_with_its_path(string part, string instead, string path)
    {
        var refusal = Assert.Throws<ProblemException>(() => Read(Threshold.Replace(part, instead, StringComparison.Ordinal)));
        Assert.Equal((422, "slo.not-expressible"), (refusal.Problem.Status, refusal.Problem.Code));
        Assert.Contains(path, refusal.Problem.Errors.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a: [")]
    [InlineData("- 1")]
    [InlineData("a: 1\na: 2")]
    [InlineData("a: &x 1\nb: *x")]
    [InlineData("a: !!int 1")]
    [InlineData("a: 1\n---\nb: 2")]
    [InlineData("? [a]\n: 1")]
    public void What_is_no_plain_YAML_is_refused(string text) => Assert.Equal(
        "request.malformed-yaml", Assert.Throws<ProblemException>(() => Read(text)).Problem.Code);

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    public void Nesting_ends_before_the_stack_does(string open, string close)
    {
        string deep = string.Concat(Enumerable.Repeat(open, 10_000)) + string.Concat(Enumerable.Repeat(close, 10_000));
        Assert.Equal("request.malformed-yaml", Assert.Throws<ProblemException>(() => Read(deep)).Problem.Code);
    }

    [Fact]
    public void A_document_that_is_too_long_is_not_read() => Assert.Equal(
        413, Assert.Throws<ProblemException>(() => Read(new string('#', 70_000))).Problem.Status);

    private static SloObjective Read(string yaml)
    {
        byte[] json = OpenSloReader.ToJson(Encoding.UTF8.GetBytes(yaml));
        Assert.Null(BodyCheck.Run(json, BodyShapes.Of(typeof(DefineSloRequest)), 1_000));
        return JsonSerializer.Deserialize<DefineSloRequest>(json, Kolosal.Http.Json.Options)!.ToObjective().Value!;
    }
}
