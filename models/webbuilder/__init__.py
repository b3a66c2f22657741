"""Web Builder: marketing campaigns made of components that an AI writes, on and off other platforms."""

from models.webbuilder.analytics import CampaignEvent, Conversion
from models.webbuilder.attribution import ConversionSource
from models.webbuilder.audit import AuditEntry
from models.webbuilder.base import WebbuilderModel, webbuilder_registry
from models.webbuilder.campaign import Campaign
from models.webbuilder.component import CampaignComponent
from models.webbuilder.generation import AiCostTracking, AiGeneration
from models.webbuilder.integration import PlatformAnalysis, PlatformIntegration
from models.webbuilder.library import LibraryComponent
from models.webbuilder.system import AppSetting, Job
from models.webbuilder.user import User, UserRole, UserUsage

__all__ = [
    "AiCostTracking",
    "AiGeneration",
    "AppSetting",
    "AuditEntry",
    "Campaign",
    "CampaignComponent",
    "CampaignEvent",
    "Conversion",
    "ConversionSource",
    "Job",
    "LibraryComponent",
    "PlatformAnalysis",
    "PlatformIntegration",
    "User",
    "UserRole",
    "UserUsage",
    "WebbuilderModel",
    "webbuilder_registry",
]
