using Kolosal.Compliance.Controls;
using Kolosal.Compliance.Evidence;
using Kolosal.Compliance.Explaining;
using Kolosal.Compliance.Frameworks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Compliance;

public static class ComplianceServices
{
    /// <summary>The one line a silo calls for this feature; it needs storage, the audit trail, models and datasets.</summary>
    /// <exception cref="FormatException">A row of a framework is not sound.</exception>
    public static IServiceCollection AddCompliance(this IServiceCollection services)
    {
        services.AddOptions<ComplianceOptions>().BindConfiguration(ComplianceOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<ComplianceInstruments>();

        // Read here and not when it is first asked for: a wrong row ends the start.
        services.TryAddSingleton(FrameworkFiles.Read());
        services.TryAddSingleton(new ControlQuestions(ControlQueries.All));
        services.AddComplianceFacts().AddRegisterReaders();
        services.TryAddSingleton<EvaluatorFactReader>();
        services.TryAddSingleton<ExplanationSampler>();
        services.TryAddSingleton<ControlEvaluator>();
        services.TryAddSingleton<FeedSignatures>();
        services.TryAddSingleton<EvidenceDocuments>();
        services.TryAddSingleton<IEvidenceFactsReader, EvidenceFactsReader>();
        return services;
    }
}
