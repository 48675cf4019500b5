using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Subjects;

public static class SubjectsServices
{
    /// <summary>What erasing a person needs on every silo, whatever features it has.</summary>
    public static IServiceCollection AddSubjects(this IServiceCollection services)
    {
        services.TryAddSingleton<WorkspaceDigests>();
        return services.AddSingleton<ISubjectHolder, StoredRecordsHolder>();
    }
}
